import type { Output } from './terminal.js';

/** Resolves when all that was written has gone out, however slow the reader, or when the reader has gone away. */
export async function flushed(outputs: readonly Output[]): Promise<void> {
  await Promise.all(outputs.map((output) => new Promise<void>((resolve) => output.write('', () => resolve()))));
}
