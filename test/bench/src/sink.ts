import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A local receiver in a process of its own that answers 200 to everything. */
export interface Sink {
  readonly url: string;
  /** Resolves with the time (milliseconds since the epoch) at which so many requests had come in all. */
  reached(count: number): Promise<number>;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('./sink-process.js', import.meta.url)));
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${port}/hook`,
    reached: (count) => ask(child, { reached: count }),
    reset: async () => void (await ask(child, { reset: true })),
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

async function ask(child: ChildProcess, question: object): Promise<number> {
  child.send(question);
  const [answer] = (await once(child, 'message')) as [number];
  return answer;
}
