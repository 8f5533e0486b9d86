import { Worker } from 'bullmq';
import { Pool } from 'undici';

const [, , queueName = '', path = '', url = '', concurrency = ''] = process.argv;
const { origin, pathname } = new URL(url);
const connections = Number(concurrency);
const pool = new Pool(origin, { connections });
const headers = { 'content-type': 'application/json' };

const worker = new Worker(
  queueName,
  async ({ data }) => {
    const reply = await pool.request({ path: pathname, method: 'POST', headers, body: JSON.stringify(data) });
    await reply.body.dump();
    if (reply.statusCode >= 300) throw new Error(`answered with ${reply.statusCode}`);
  },
  { connection: { path }, concurrency: connections },
);
worker.on('error', (error) => console.error(error));
await worker.waitUntilReady();
process.on('disconnect', () => void worker.close().then(() => process.exit(0)));
process.send?.('ready');
