#!/usr/bin/env node
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { flushed } from './cli/flushed.js';
import type { HostProgram } from './cli/host-program.js';
import { runCli } from './cli/run-cli.js';
import type { Terminal } from './cli/terminal.js';

/** Imported only by the commands that need it, so that the others answer at once. */
const host: HostProgram = {
  startHost: async (options) => (await import('./host.js')).startHost(options),
  checkHost: async (options) => (await import('./host.js')).checkHost(options),
  openChannel: async (options, request) => (await import('./host.js')).openChannel(options, request),
};

/**
 * Ends by the signal itself (128 and its number is the exit code): `process.exit` would tear down the thread in which
 * SQLite runs, which aborts the process. The first process of a container does not die of its own signals, so it exits.
 */
function endAtOnce(code: number): void {
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
  process.kill(process.pid, code - 128);
  setImmediate(() => process.exit(code));
}

const terminal: Terminal = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signals: process,
  faults: process,
  exit: endAtOnce,
};

// Whoever reads the output may go away (`| head`); the command's work does not depend on it.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

/** How long `serve` waits for whoever reads its log, who may have come to a halt. Milliseconds. */
const LOG_FLUSH_MS = 1_000;

const args = process.argv.slice(2);
const exitCode = await runCli(args, terminal, host);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => endAtOnce(128 + constants.signals[signal]));
}
// `process.exit` throws away what a pipe has not taken yet.
const isFlushed = flushed([process.stdout, process.stderr]);
await (args[0] === 'serve' ? Promise.race([isFlushed, delay(LOG_FLUSH_MS)]) : isFlushed);
// A plugin may have left a timer or a socket behind, which would keep the process.
process.exit(exitCode);
