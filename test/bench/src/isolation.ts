import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startHost } from '@headwind/host/host';
import { publishMany } from './drafts.js';
import { median, percentile, perSecond, shown } from './figures.js';
import { type BenchHost, startHostProcess } from './host-process.js';
import { startSinkProcess } from './sink.js';

const MISBEHAVES = fileURLToPath(new URL('../../broken-plugins/misbehaves', import.meta.url));

const TROUBLES = ['loop', 'exit', 'uncaught', 'heap', 'buffers'];

/** Runs of each, in turn with runs of the healthy channel alone, so that both meet the same machine. */
const ROUNDS = 2;

/** Events a run, and how many a second. */
const COUNT = 500;
const PER_SECOND = 50;

/** Without what the first deliveries of a host take. */
const WARM_UP = 100;

const BURST = 10_000;
const BURST_ROUNDS = 5;
const PUBLISHERS = 64;

/**
 * The time from publishing an event to its arrival at a healthy channel: alone, and beside an isolated plugin that is in
 * trouble again and again. Then what isolation costs a channel that is well.
 */
export async function measureIsolation(): Promise<void> {
  process.stdout.write(`A healthy channel beside a troubled isolated one, ${PER_SECOND} events a second\n`);
  for (const trouble of TROUBLES) {
    const alone: number[] = [];
    const beside: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(...(await deliveryTimes(undefined)));
      beside.push(...(await deliveryTimes(trouble)));
    }
    printTimes(trouble, alone, beside);
  }
  process.stdout.write('\nA webhook in the thread of the host, and in a worker thread\n');
  await measureCost();
  process.stdout.write('\n');
}

function printTimes(trouble: string, alone: readonly number[], beside: readonly number[]): void {
  const [before, after] = [percentile(alone, 99), percentile(beside, 99)];
  const shownTimes = (times: readonly number[]) =>
    `median ${median(times).toFixed(1).padStart(5)} ms, p99 ${percentile(times, 99).toFixed(1).padStart(5)} ms`;
  process.stdout.write(
    `  ${trouble.padEnd(8)}  alone ${shownTimes(alone)}   beside ${shownTimes(beside)}   ratio ${(after / before).toFixed(2)}\n`,
  );
}

/** In milliseconds, one an event. */
async function deliveryTimes(trouble: string | undefined): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-bench-'));
  const sink = await arrivals();
  await writeFile(join(folder, 'headwind.yaml'), configuration(sink.url, trouble));
  const host = await startHostProcess(folder);
  const sent = new Map<string, number>();
  for (let index = 0; index < WARM_UP + COUNT; index += 1) {
    const name = `nginx-${index}`;
    sent.set(name, performance.now());
    await publish(host, name);
    await sleep(1000 / PER_SECOND);
  }
  await sink.reached(sent.size);
  await host.stop();
  sink.close();
  await rm(folder, { recursive: true });
  return [...sent].slice(WARM_UP).map(([name, at]) => (sink.at.get(name) ?? Number.NaN) - at);
}

async function publish({ url }: BenchHost, name: string): Promise<void> {
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      event: 'update_completed',
      timestamp: '2025-11-06T10:30:00Z',
      deployment: { name, namespace: 'production', currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' },
    }),
  });
  await response.text();
  if (response.status !== 202) throw new Error(`publishing was answered with ${response.status}`);
}

/** When the notification of each workload came first. */
async function arrivals() {
  const at = new Map<string, number>();
  let look: () => void = () => undefined;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const name = /"name":"([^"]+)"/.exec(body)?.[1] ?? '';
      if (!at.has(name)) at.set(name, performance.now());
      response.end();
      look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const reached = (count: number): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (at.size >= count) resolve();
      };
      look();
    });
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, at, reached, close };
}

function configuration(url: string, trouble: string | undefined): string {
  const troubled = `
  troubled:
    use: "${MISBEHAVES}"
    isolation: { memory: 128MiB }
    retry: { min: 10ms, max: 100ms }
    config: { url: "${url}", trouble: ${trouble}, times: 1000000 }`;
  return `
apiVersion: headwind.sh/v1
server: { listen: 127.0.0.1:0 }
queue: { path: ./queue.db }
plugins:
  healthy: { use: webhook, config: { url: "${url}", secrets: [bench-secret] } }${trouble === undefined ? '' : troubled}
`;
}

/** In turn, so that both meet the same machine. */
async function measureCost(): Promise<void> {
  const measured: { readonly isolation: string; readonly host: BurstHost; readonly rates: number[] }[] = [];
  for (const isolation of ['none', 'worker']) {
    measured.push({ isolation, host: await startBurstHost(isolation), rates: [] });
  }
  for (let round = 0; round <= BURST_ROUNDS; round += 1) {
    for (const { host, rates } of measured) {
      const rate = await host.burst();
      // The first round warms both up.
      if (round > 0) rates.push(rate);
    }
  }
  for (const { isolation, host, rates } of measured) {
    const each = rates.map(shown).join(', ');
    process.stdout.write(`  ${isolation.padEnd(7)} ${shown(median(rates)).padStart(7)} /s   (${each})\n`);
    await host.stop();
  }
}

interface BurstHost {
  /** Publishes and delivers. @returns notifications a second */
  burst(): Promise<number>;
  stop(): Promise<void>;
}

async function startBurstHost(isolation: string): Promise<BurstHost> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-bench-'));
  const sink = await startSinkProcess();
  const file = join(folder, 'headwind.yaml');
  await writeFile(
    file,
    `
apiVersion: headwind.sh/v1
server: { listen: 127.0.0.1:0 }
queue: { path: ./queue.db }
log: { level: error }
plugins:
  sink: { use: webhook, isolation: ${isolation}, concurrency: 256, config: { url: "${sink.url}", secrets: [bench-secret] } }
`,
  );
  const host = await startHost({ file, env: {}, cwd: folder });
  return {
    async burst() {
      await sink.reset();
      const begun = Date.now();
      const reached = sink.reached(BURST);
      await publishMany((drafts) => host.publish(drafts, 'bench'), BURST, PUBLISHERS);
      return perSecond(BURST, (await reached) - begun);
    },
    async stop() {
      await host.stop();
      await sink.stop();
      await rm(folder, { recursive: true });
    },
  };
}
