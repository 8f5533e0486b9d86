import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server of the operating system's packages, in a process of its own. */
export interface ServerProcess {
  /** What it said when it was ready. */
  readonly said: RegExpExecArray;
  stop(): Promise<void>;
}

/** @param ready what it says once it takes connections */
export async function startServer(command: string, args: readonly string[], ready: RegExp): Promise<ServerProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  // Whatever ends this process, no server is left behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let log = '';
  const said = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (text: string): void => {
      if (log.length < 100_000) log += text;
      const match = ready.exec(log);
      if (match !== null) resolve(match);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    ended.then(() => reject(new Error(`${command} ended before it was ready: ${log}`)), reject);
  });
  return {
    said,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      process.off('exit', kill);
    },
  };
}
