import { type Problem, pathText } from './problem.js';

/**
 * Adds problems that were found later, in the order of the file. One at a place that has a problem already is left out:
 * it is only that problem's consequence.
 */
export function mergeProblems(found: readonly Problem[], later: readonly Problem[]): Problem[] {
  const places = new Set(found.map((problem) => pathText(problem.path)));
  return inFileOrder([...found, ...later.filter((problem) => !places.has(pathText(problem.path)))]);
}

/** Those without a place in the file come first. */
function inFileOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((one, other) => {
    const lines = (one.position?.line ?? 0) - (other.position?.line ?? 0);
    return lines === 0 ? (one.position?.column ?? 0) - (other.position?.column ?? 0) : lines;
  });
}
