import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../../core/host/dist/cli.js', import.meta.url));

/** The real program in a process of its own. */
export interface BenchHost {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param folder where its `headwind.yaml` is */
export async function startHostProcess(folder: string): Promise<BenchHost> {
  const args = ['--max-semi-space-size=32', CLI, 'serve'];
  const child = spawn(process.execPath, args, { cwd: folder, env: {}, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'close');
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (log.length < 100_000) log += text;
      const address = /"address":"(http:[^"]+)"/.exec(log)?.[1];
      if (address !== undefined) resolve(address);
    });
    void exited.then(() => reject(new Error(`the host ended: ${log}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
