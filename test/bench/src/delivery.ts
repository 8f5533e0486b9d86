import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHost } from '@headwind/host/host';
import { payloadOf } from '@headwind/plugin-api';
import { Pool } from 'undici';
import { draftOf, publishMany } from './drafts.js';
import { perSecond, printComparison } from './figures.js';
import { type Sink, startSinkHere, startSinkProcess } from './sink.js';

const ROUNDS = 5;
const COUNT = 20_000;
const CONNECTIONS = 64;
/** Publishers that each wait for their acknowledgement before they publish the next event. */
const PUBLISHERS = 64;

/** Bare undici POSTs against notifications delivered through the durable queue, in turn, to one sink. */
export async function measureDelivery(): Promise<void> {
  await compare('the sink in a process of its own', await startSinkProcess());
  await compare('the sink in the same process', await startSinkHere());
}

async function compare(where: string, sink: Sink): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-bench-'));
  const file = join(folder, 'headwind.yaml');
  await writeFile(file, configuration(sink.url));
  const host = await startHost({ file, env: {}, cwd: folder });
  const pool = new Pool(new URL(sink.url).origin, { connections: CONNECTIONS });
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const bareRate = await postAll(pool, sink);
    const ourRate = await deliverAll((drafts) => host.publish(drafts, 'bench'), sink);
    // The first round warms both up.
    if (round > 0) {
      bare.push(bareRate);
      ours.push(ourRate);
    }
  }
  printComparison(
    `Notifications, ${CONNECTIONS} connections, ${where}: bare undici POSTs; published, stored, signed, delivered, settled`,
    bare,
    ours,
  );
  await pool.close();
  await host.stop();
  await sink.stop();
  await rm(folder, { recursive: true });
}

async function postAll(pool: Pool, sink: Sink): Promise<number> {
  await sink.reset();
  const body = JSON.stringify(payloadOf({ id: '1', source: 'bench', time: '2025-11-06T10:30:00Z', ...draftOf(1) }));
  const headers = { 'content-type': 'application/json' };
  let left = COUNT;
  const begun = performance.now();
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const reply = await pool.request({ path: '/hook', method: 'POST', body, headers });
      await reply.body.text();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return perSecond(COUNT, performance.now() - begun);
}

async function deliverAll(publish: Parameters<typeof publishMany>[0], sink: Sink): Promise<number> {
  await sink.reset();
  const begun = Date.now();
  const reached = sink.reached(COUNT);
  await publishMany(publish, COUNT, PUBLISHERS);
  return perSecond(COUNT, (await reached) - begun);
}

function configuration(url: string): string {
  return `
apiVersion: headwind.sh/v1
server: { listen: 127.0.0.1:0 }
log: { level: error }
plugins:
  sink:
    use: webhook
    concurrency: 256
    config: { url: "${url}", secrets: [bench-secret] }
`;
}
