import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An installation of several hundred packages on a busy machine. Milliseconds. */
const LIMIT_MS = 300_000;

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * What a command prints on standard output.
 *
 * @throws Error with everything it printed, where it ends with anything but 0
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env = process.env }: CommandOptions,
): Promise<string> {
  try {
    return (await run(command, [...args], { cwd, env, timeout: LIMIT_MS, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' }: { stdout?: string; stderr?: string } = error instanceof Error ? error : {};
    throw new Error(`${[command, ...args].join(' ')} failed in ${cwd}:\n${stdout}\n${stderr}`, { cause: error });
  }
}
