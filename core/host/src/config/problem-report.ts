import type { Problem } from './problem.js';

/** Every problem for people: a block each, `file:line:column  CODE  message`, and a last line that counts them. */
export function formatProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [...problems.map(block), count].join('\n');
}

function block(problem: Problem): string {
  const line = `${placeOf(problem)}  ${problem.code}  ${problem.message}`;
  return problem.remedy === undefined ? line : `${line}\n    ${problem.remedy}`;
}

/** One problem as a line of the log. */
export function problemText(problem: Problem): string {
  const { code, message, remedy } = problem;
  return `${placeOf(problem)} ${code} ${message}${remedy === undefined ? '' : ` ${remedy}`}`;
}

function placeOf({ position, path }: Problem): string {
  if (position !== undefined) return `${position.file}:${position.line}:${position.column}`;
  return String(path[0] ?? '').startsWith('--') ? 'command line' : 'environment';
}
