import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A command that goes on until it is interrupted, and how it shows that it does what it should. */
interface Lasting {
  readonly command: RegExp;
  readonly shows: RegExp;
}

const LASTING: readonly Lasting[] = [
  { command: /\bheadwind-notify serve\b/, shows: /"msg":"listening"/ },
  { command: /\bheadwind-notify plugin dev\b/, shows: /^running /m },
  { command: /\bheadwind-notify events tail\b/, shows: /update_\w+/ },
  { command: /\bcurl -N\b/, shows: /"type":"event"/ },
];

/** After so long commands have failed that did not end or show what they should. Milliseconds. */
const LIMIT_MS = 120_000;

export interface ShellOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called again and again while a command that lasts shows nothing yet. */
  readonly meanwhile?: () => Promise<void>;
}

/**
 * Runs commands as somebody types them who stops at the first that fails. One that lasts stands last, and is interrupted, as
 * by Ctrl-C, once it shows what it should.
 *
 * @returns what they print on standard output
 * @throws Error with all that was printed, where one fails
 */
export async function runInShell(commands: string, { cwd, env, meanwhile }: ShellOptions): Promise<string> {
  const last = commands.replaceAll('\\\n', ' ').trim().split('\n').at(-1) ?? '';
  const lasting = LASTING.find(({ command }) => command.test(last));
  // A group of its own, so that what it started can be interrupted with it.
  const shell = spawn('sh', ['-e', '-c', commands], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = outputOf(shell);
  const closed = once(shell, 'close');
  const limit = AbortSignal.timeout(LIMIT_MS);
  limit.addEventListener('abort', () => signalGroup(shell, 'SIGKILL'));
  if (lasting !== undefined) {
    while (!lasting.shows.test(output.all) && shell.exitCode === null && !limit.aborted) {
      await Promise.race([output.more(), closed, meanwhile?.()].filter((each) => each !== undefined));
    }
    if (lasting.shows.test(output.all)) signalGroup(shell, 'SIGINT');
  }
  const [code]: unknown[] = await closed;
  if (limit.aborted) throw new Error(`it goes on and on. Name it in LASTING of test/docs/shell.ts:\n${output.all}`);
  // Whoever is interrupted ends by the signal, or well.
  if (code !== 0 && !(lasting !== undefined && code === null)) throw new Error(`it ended with ${code}:\n${output.all}`);
  if (lasting?.shows.test(output.all) === false) throw new Error(`it did not show ${lasting.shows}:\n${output.all}`);
  return output.stdout;
}

interface Output {
  readonly stdout: string;
  /** With standard error. */
  readonly all: string;
  /** Resolves when there is more. */
  more(): Promise<void>;
}

function outputOf({ stdout, stderr }: ChildProcess): Output {
  const texts = { stdout: '', all: '' };
  let changed = (): void => undefined;
  function took(text: string): void {
    texts.all += text;
    changed();
  }
  stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
    took(text);
  });
  stderr?.setEncoding('utf8').on('data', took);
  return {
    get stdout() {
      return texts.stdout;
    },
    get all() {
      return texts.all;
    },
    more: () =>
      new Promise<void>((resolve) => {
        changed = resolve;
      }),
  };
}

function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // Nothing of the group is left.
  }
}
