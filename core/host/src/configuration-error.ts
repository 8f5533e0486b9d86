import type { Problem } from './config/problem.js';
import { formatProblems } from './config/problem-report.js';

/** The configuration is wrong, so nothing was started. Its message is the whole report. */
export class ConfigurationError extends Error {
  readonly problems: readonly Problem[];

  /** @param elsewhere where those come from that are in no file. @defaultValue environment */
  constructor(problems: readonly Problem[], elsewhere?: string) {
    super(formatProblems(problems, elsewhere));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}
