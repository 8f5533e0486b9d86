#!/usr/bin/env node
import type { HostProgram } from './cli/host-program.js';
import { runCli } from './cli/run-cli.js';
import type { Terminal } from './cli/terminal.js';

/** Imported only by the commands that need it, so that the others answer at once. */
const host: HostProgram = {
  startHost: async (options) => (await import('./host.js')).startHost(options),
  checkHost: async (options) => (await import('./host.js')).checkHost(options),
};

const terminal: Terminal = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signals: process,
  exit: (code) => process.exit(code),
};

// Whoever reads the output may go away (`| head`); the command's work does not depend on it.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

const exitCode = await runCli(process.argv.slice(2), terminal, host);
// A plugin may have left a timer or a socket behind, which would keep the process.
process.exit(exitCode);
