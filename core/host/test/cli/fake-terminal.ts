import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { ExitCode } from '../../src/cli/exit-code.js';
import type { HostProgram } from '../../src/cli/host-program.js';
import { runCli } from '../../src/cli/run-cli.js';
import type { Terminal } from '../../src/cli/terminal.js';

/** A terminal that keeps what is printed. */
export class FakeTerminal implements Terminal {
  readonly stdin: Readable;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signals = new EventEmitter();
  readonly faults = new EventEmitter();
  readonly exits: number[] = [];
  out = '';
  err = '';
  readonly stdout = { write: (text: string) => (this.out += text) };
  readonly stderr = { write: (text: string) => (this.err += text) };
  readonly exit = (code: number) => {
    this.exits.push(code);
  };

  constructor({ input = '', env = {}, cwd = '/' }: { input?: string; env?: NodeJS.ProcessEnv; cwd?: string } = {}) {
    this.stdin = Readable.from([input]);
    this.env = env;
    this.cwd = cwd;
  }
}

/** For commands that are not to touch a host. */
export const NO_HOST: HostProgram = {
  startHost: () => Promise.reject(new Error('a host was started')),
  checkHost: () => Promise.reject(new Error('a host was checked')),
  openChannel: () => Promise.reject(new Error('a channel was opened')),
};

/** Runs a command line, written as one would in a shell, without quotes. */
export function run(line: string, terminal: FakeTerminal, host: HostProgram = NO_HOST): Promise<ExitCode> {
  return runCli(line.split(' ').filter(Boolean), terminal, host);
}
