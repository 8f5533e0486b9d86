import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../core/host/dist/cli.js', import.meta.url));

export interface HostProcessOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** The program's file. @defaultValue the one of this repository, as last built */
  readonly program?: string;
  /** What starts the program. @defaultValue Node, with the program's file */
  readonly command?: readonly string[];
}

/** The real program in a process of its own, seen from outside as an operator sees it. */
export class HostProcess {
  stdout = '';
  stderr = '';
  /** Resolves with the exit code, or undefined when a signal ended it. */
  readonly exited: Promise<number | undefined>;
  readonly #child: ChildProcess;
  #changed: () => void = () => undefined;

  constructor({ args = ['serve'], env = {}, cwd, program = CLI, command }: HostProcessOptions) {
    const { PATH = '' } = process.env;
    const [file = '', ...before] = command ?? [process.execPath, program];
    this.#child = spawn(file, [...before, ...args], { cwd, env: { PATH, ...env }, stdio: 'pipe' });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#took('stdout', text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#took('stderr', text));
    this.exited = once(this.#child, 'close').then(([code]) => {
      this.#changed();
      return typeof code === 'number' ? code : undefined;
    });
  }

  /** The address it listens on, as its log says. Rejects when it ends instead. */
  async listening(): Promise<string> {
    const [, address = ''] = await this.saysOnStderr(/"address":"(http:[^"]+)"/);
    return address;
  }

  saysOnStderr(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#says(() => this.stderr, pattern);
  }

  saysOnStdout(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#says(() => this.stdout, pattern);
  }

  /** Types something on its standard input. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  kill(): Promise<number | undefined> {
    this.#child.kill('SIGKILL');
    return this.exited;
  }

  stop(): Promise<number | undefined> {
    this.#child.kill('SIGTERM');
    return this.exited;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async #says(text: () => string, pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(text());
      if (match !== null) return match;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`the host ended before it said ${pattern}:\n${this.stdout}\n${this.stderr}`);
      }
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  #took(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#changed();
  }
}
