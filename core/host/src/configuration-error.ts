import type { Problem } from './config/problem.js';
import { formatProblems } from './config/problem-report.js';

/** The configuration is wrong, so nothing was started. Its message is the whole report. */
export class ConfigurationError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}
