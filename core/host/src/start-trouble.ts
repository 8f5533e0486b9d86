const DID_NOT_START = 'did not start';

/** What `/readyz` says of an instance that did not start. */
export function startTrouble(instance: string, code: string): string {
  return `The instance ${instance} ${DID_NOT_START} (${code}).`;
}

/** Whether a trouble is one of those. */
export function isStartTrouble(trouble: string): boolean {
  return trouble.includes(` ${DID_NOT_START} (`);
}
