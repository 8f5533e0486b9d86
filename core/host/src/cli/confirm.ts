import { createInterface } from 'node:readline';
import { UsageError } from './report-error.js';
import type { Terminal } from './terminal.js';

/** @throws UsageError where there is nobody to ask */
export function requireSomebodyToAsk({ stdin, stderr }: Terminal): void {
  if (stdin.isTTY === true && stderr.isTTY === true) return;
  throw new UsageError('there is no terminal to ask on; add --yes to do it without being asked');
}

/** Asks on stderr whether to do it; only `y` and `yes` are a yes. The end of the input is a no. */
export async function confirm(question: string, { stdin, stderr }: Terminal): Promise<boolean> {
  stderr.write(`${question} [y/N] `);
  // Not as a terminal: that would take Ctrl-C from the process.
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    const answer = await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
