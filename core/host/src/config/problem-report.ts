import type { Problem } from './problem.js';

/**
 * Every problem for people: a block each, `file:line:column  CODE  message`, and a last line that counts them.
 *
 * @param elsewhere where those come from that are in no file. @defaultValue environment
 */
export function formatProblems(problems: readonly Problem[], elsewhere?: string): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [...problems.map((problem) => block(problem, elsewhere)), count].join('\n');
}

function block(problem: Problem, elsewhere: string | undefined): string {
  const line = `${placeOf(problem, elsewhere)}  ${problem.code}  ${problem.message}`;
  return problem.remedy === undefined ? line : `${line}\n    ${problem.remedy}`;
}

/** One problem as a line of the log. */
export function problemText(problem: Problem): string {
  const { code, message, remedy } = problem;
  return `${placeOf(problem)} ${code} ${message}${remedy === undefined ? '' : ` ${remedy}`}`;
}

function placeOf({ position, path }: Problem, elsewhere = 'environment'): string {
  if (position !== undefined) return `${position.file}:${position.line}:${position.column}`;
  const [first] = path;
  // What a program names, whoever reports it.
  if (first === 'file') return 'configuration';
  return String(first ?? '').startsWith('--') ? 'command line' : elsewhere;
}
