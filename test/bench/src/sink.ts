import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CountingServer } from './counting-server.js';

/** A local receiver that answers 200 to everything. */
export interface Sink {
  readonly url: string;
  /** Resolves with the time (milliseconds since the epoch) at which so many requests had come since the reset. */
  reached(count: number): Promise<number>;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** In a process of its own, as a receiver is in life. */
export async function startSinkProcess(): Promise<Sink> {
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

/** In this process, so that sender and receiver share one event loop. */
export async function startSinkHere(): Promise<Sink> {
  const server = new CountingServer();
  const port = await server.listen();
  return {
    url: `http://127.0.0.1:${port}/hook`,
    reached: (count) => server.reached(count),
    reset: async () => server.reset(),
    stop: async () => server.close(),
  };
}

async function ask(child: ChildProcess, question: object): Promise<number> {
  child.send(question);
  const [answer] = (await once(child, 'message')) as [number];
  return answer;
}
