import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this thread uses: its heap and what is outside of it on its behalf, such as buffers. Bytes. */
export function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let collect: (() => void) | undefined;

/** Has V8 collect what nobody needs; without a flag of the command line only a new context has the function for that. */
export function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    collect = typeof found === 'function' ? () => void found() : () => undefined;
  }
  collect();
}
