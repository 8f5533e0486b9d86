/** What `/readyz` says of an instance that did not start. */
export function startTrouble(instance: string, code: string): string {
  return `The instance ${instance} did not start (${code}).`;
}

/** Whether a trouble is one of those, and not what an instance says of itself. */
export function isStartTrouble(trouble: string): boolean {
  return /^The instance \S+ did not start \([^)]+\)\.$/.test(trouble);
}
