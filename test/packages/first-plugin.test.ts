import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { codeBlocksOf } from '../house/markdown.js';
import { REPOSITORY } from '../house/repository.js';
import { freePort } from '../support/free-port.js';
import { type FreshMachine, freshMachine } from './fresh-machine.js';

/** Installs, compiles and tests a package, and installs a host. Milliseconds. */
const LIMIT_MS = 300_000;

/** What the reader of the page writes, in the order in which the page shows it. */
const FILES = ['team-chat/test/plugin.test.ts', 'team-chat/src/plugin.ts', 'chat.mjs', 'headwind.yaml'];

let machine: FreshMachine;

beforeAll(async () => {
  machine = await freshMachine();
}, LIMIT_MS);

afterAll(() => machine.leave());

describe('the tutorial', () => {
  it(
    'ends with a notification, followed word for word on a fresh machine',
    async () => {
      const blocks = codeBlocksOf(await readFile(join(REPOSITORY, 'docs/tutorial/first-plugin.md'), 'utf8'));
      const files = [...FILES];
      const address = `127.0.0.1:${await freePort()}`;
      const reader = new Reader(machine.folder, {
        ...machine.env,
        HEADWIND_LISTEN: address,
        HEADWIND_URL: `http://${address}`,
      });
      onTestFinished(() => reader.leave());
      for (const { language, text } of blocks) {
        if (language === 'sh') await reader.types(text);
        else if (language === 'text') await reader.sees(text);
        else await reader.writes(files.shift(), text);
      }
      expect(files).toEqual([]);
      expect(reader.sawLast).toBe('The team reads: @oncall ❌ Update Failed: production/checkout-api\n');
    },
    LIMIT_MS,
  );
});

/** Somebody with one terminal, whose shell stops at the first command that fails. */
class Reader {
  /** What the page promised last, once it was there. */
  sawLast = '';
  readonly #folder: string;
  readonly #shell: ReturnType<typeof spawn>;
  #output = '';
  #typed = 0;
  #changed: () => void = () => undefined;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    // A group of its own, so that what goes on in the background can be ended with it.
    this.#shell = spawn('sh', ['-e'], { cwd: folder, env, stdio: 'pipe', detached: true });
    for (const stream of [this.#shell.stdout, this.#shell.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        this.#changed();
      });
    }
    this.#shell.on('exit', () => this.#changed());
  }

  /** Types commands, and waits until they are done. */
  async types(commands: string): Promise<void> {
    this.#typed += 1;
    const done = `block ${this.#typed} is done\n`;
    this.#shell.stdin?.write(`${commands}\nprintf 'block %s is done\\n' ${this.#typed}\n`);
    await this.#prints(done);
  }

  async sees(text: string): Promise<void> {
    await this.#prints(text);
    this.sawLast = text;
  }

  async writes(file: string | undefined, text: string): Promise<void> {
    if (file === undefined) throw new Error(`the page shows a file that the test knows no name of:\n${text}`);
    await mkdir(dirname(join(this.#folder, file)), { recursive: true });
    await writeFile(join(this.#folder, file), text);
  }

  /** Ends the shell and everything it started. */
  async leave(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#shell;
    const ended = exitCode !== null || signalCode !== null ? Promise.resolve() : once(this.#shell, 'exit');
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // Nothing of the group is left.
    }
    await ended;
  }

  async #prints(text: string): Promise<void> {
    while (!this.#output.includes(text)) {
      if (this.#shell.exitCode !== null) throw new Error(`a command failed:\n${this.#output}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}
