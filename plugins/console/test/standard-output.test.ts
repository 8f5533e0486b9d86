import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const PRINT = fileURLToPath(new URL('fixtures/print.js', import.meta.url));

function spawnPrinter(): ChildProcessByStdio<Writable, Readable, Readable> {
  return spawn(process.execPath, [PRINT], { stdio: ['pipe', 'pipe', 'pipe'] });
}

function linesOf(output: string): unknown[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('standard output of a process', () => {
  it('gets JSON lines when it is no terminal', async () => {
    const printer = spawnPrinter();
    printer.stdin.end();
    const [printed, outcomes] = await Promise.all([text(printer.stdout), text(printer.stderr)]);
    expect(linesOf(printed)).toMatchObject([
      { event: 'update_completed', title: 'Update Completed' },
      { event: 'rollback_failed', severity: 'critical' },
    ]);
    expect(linesOf(outcomes)).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
  });

  it('that nobody reads any more loses no event and ends no process', async () => {
    const printer = spawnPrinter();
    printer.stdout.destroy();
    await once(printer.stdout, 'close');
    const exit = once(printer, 'exit');
    printer.stdin.end();
    const outcomes = linesOf(await text(printer.stderr));
    expect(outcomes).toMatchObject([
      { status: 'retry', message: expect.stringContaining('EPIPE') },
      { status: 'retry', message: expect.stringContaining('EPIPE') },
    ]);
    expect(await exit).toEqual([0, null]);
  });
});
