import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import type { ExitCode } from '../../src/cli/exit-code.js';
import type { HostProgram } from '../../src/cli/host-program.js';
import { runCli } from '../../src/cli/run-cli.js';
import type { Terminal } from '../../src/cli/terminal.js';

/** How wide a screen is, in characters. */
const COLUMNS = 120;

interface Given {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Whether a person sits there. */
  readonly isTTY?: boolean;
  /** How wide the terminal is. @defaultValue 120 */
  readonly columns?: number;
}

/** Keeps what is written. */
class FakeOutput extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  text = '';

  constructor(isTTY: boolean, columns: number) {
    super({ decodeStrings: false });
    if (!isTTY) return;
    this.isTTY = true;
    this.columns = columns;
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, written: () => void): void {
    this.text += String(chunk);
    written();
  }
}

/** A terminal that keeps what is printed; a file or pipe unless it is a TTY. */
export class FakeTerminal implements Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signals = new EventEmitter();
  readonly faults = new EventEmitter();
  readonly exits: number[] = [];
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  readonly exit = (code: number) => {
    this.exits.push(code);
  };

  constructor({ input = '', env = {}, cwd = '/', isTTY = false, columns = COLUMNS }: Given = {}) {
    this.stdin = Object.assign(Readable.from([input]), isTTY && { isTTY });
    this.env = env;
    this.cwd = cwd;
    this.stdout = new FakeOutput(isTTY, columns);
    this.stderr = new FakeOutput(isTTY, columns);
  }

  get out(): string {
    return this.stdout.text;
  }

  get err(): string {
    return this.stderr.text;
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
