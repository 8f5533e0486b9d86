import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { percentile, shown } from './figures.js';
import { startHostProcess } from './host-process.js';

const LETTERS = 10_000;
const BATCH = 1_000;
/** Between two questions for the health of the host. Milliseconds. */
const PAUSE_MS = 5;

/** How long the host takes to say that it lives while 10,000 dead letters are replayed and delivered. */
export async function measureReplay(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-bench-'));
  const receiver = new SwitchedServer();
  const url = await receiver.listen();
  const file = join(folder, 'headwind.yaml');
  await writeFile(file, configuration(url));
  const host = await startHostProcess(folder);
  for (let done = 0; done < LETTERS; done += BATCH) await publish(host.url, done);
  while ((await channel(host.url)).dead < LETTERS) await setTimeout(50);

  const idle = await healthTimes(host.url, setTimeout(2_000));
  receiver.takes = true;
  const begun = performance.now();
  const replayed = replayAll(host.url);
  const during = await healthTimes(host.url, receiver.reached(LETTERS));
  await replayed;
  const tookMs = performance.now() - begun;
  await host.stop();
  receiver.close();
  await rm(folder, { recursive: true });
  process.stdout.write(
    `${shown(LETTERS)} dead letters are replayed and delivered in ${shown(tookMs)} ms; GET /healthz meanwhile\n` +
      `  idle    p50 ${percentile(idle, 50).toFixed(1)} ms, p99 ${percentile(idle, 99).toFixed(1)} ms (${idle.length} answers)\n` +
      `  replay  p50 ${percentile(during, 50).toFixed(1)} ms, p99 ${percentile(during, 99).toFixed(1)} ms (${during.length} answers)\n\n`,
  );
}

async function healthTimes(url: string, ended: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const begun = performance.now();
    await (await fetch(`${url}/healthz`)).text();
    times.push(performance.now() - begun);
    await setTimeout(PAUSE_MS);
  }
  return times;
}

async function replayAll(url: string): Promise<void> {
  let cursor: unknown;
  do {
    const body = JSON.stringify({ channel: 'hook', limit: 500, ...(typeof cursor === 'string' && { cursor }) });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/dead-letters/replay`, { method: 'POST', headers, body });
    cursor = Object(await answer.json()).next;
  } while (typeof cursor === 'string');
}

async function channel(url: string): Promise<{ dead: number }> {
  return Object(await (await fetch(`${url}/v1/channels/hook`)).json());
}

async function publish(url: string, from: number): Promise<void> {
  const events = Array.from({ length: BATCH }, (_, index) => ({
    event: 'update_completed',
    deployment: {
      namespace: 'production',
      name: `nginx-${(from + index) % 500}`,
      currentImage: 'nginx:1.25.0',
      newImage: 'nginx:1.26.0',
    },
  }));
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
  if (answer.status !== 202) throw new Error(`publishing was answered ${answer.status}`);
  await answer.text();
}

/** Refuses everything until it takes everything, and counts what it takes. */
class SwitchedServer {
  takes = false;
  #taken = 0;
  #wanted = Number.POSITIVE_INFINITY;
  #reached: () => void = () => undefined;
  readonly #server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(this.takes ? 200 : 400).end();
      if (this.takes) this.#taken += 1;
      if (this.#taken >= this.#wanted) this.#reached();
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  reached(count: number): Promise<void> {
    this.#wanted = count;
    return new Promise((resolve) => {
      this.#reached = resolve;
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function configuration(url: string): string {
  return `
apiVersion: headwind.sh/v1
server: { listen: 127.0.0.1:0, stopTimeout: 1s }
log: { levels: { hook: error } }
plugins:
  hook: { use: webhook, concurrency: 64, config: { url: "${url}" } }
`;
}
