import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export interface ProgramEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface EmbeddingProgram {
  readonly child: ChildProcess;
  /** Resolves with the first piece of its standard output. */
  readonly firstWords: Promise<string>;
  readonly ended: Promise<ProgramEnd>;
}

export interface ProgramOptions {
  /** Which packages it finds: those of this folder. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a module in a process of its own, ended with the running test; the arguments are in `process.argv` from 1 on. */
export function runProgram(module: string, args: readonly string[], options: ProgramOptions = {}): EmbeddingProgram {
  return run(['--input-type=module', '--eval', module, ...args], { cwd: import.meta.dirname, ...options });
}

/** The same of a file. */
export function runFile(file: string, options: ProgramOptions): EmbeddingProgram {
  return run([file], options);
}

function run(args: readonly string[], { cwd, env = {} }: ProgramOptions): EmbeddingProgram {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, args, { cwd, env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, ...said }));
  const firstWords = Promise.race([
    once(child.stdout, 'data').then(([text]) => String(text)),
    ended.then(({ stderr }) => `ended: ${stderr}`),
  ]);
  return { child, firstWords, ended };
}
