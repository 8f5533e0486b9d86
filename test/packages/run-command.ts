import { execFile } from 'node:child_process';

/** An installation of several hundred packages on a busy machine. Milliseconds. */
const LIMIT_MS = 300_000;

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** How long it may take, in milliseconds. @defaultValue 5 minutes */
  readonly limitMs?: number;
}

/**
 * What a command prints on standard output.
 *
 * @throws Error with everything it printed, where it ends with anything but 0
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, limitMs = LIMIT_MS }: CommandOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, [...args], { cwd, env, timeout: limitMs, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      reject(new Error(`${[command, ...args].join(' ')} failed in ${cwd}: ${error.message}\n${stdout}\n${stderr}`));
    });
  });
}
