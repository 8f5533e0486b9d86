import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from './publisher.js';
import type { QueueSetting, QueueSystem } from './queue-system.js';
import { startServer } from './server-process.js';

const QUEUE = 'notifications';

/**
 * BullMQ as its guide for production has it: publisher and worker in processes of their own, nothing evicted, jobs removed
 * once they are done. Every write is flushed before it is answered, and both reach Redis over its socket file.
 */
export async function startBullmq({ folder, url, concurrency }: QueueSetting): Promise<QueueSystem> {
  const socket = join(folder, 'redis.sock');
  const redis = await startServer('redis-server', redisArguments(folder, socket), /ready to accept connections/i);
  const worker = fork(fileURLToPath(new URL('./bullmq-worker.js', import.meta.url)), [
    QUEUE,
    socket,
    url,
    String(concurrency),
  ]);
  await once(worker, 'message');
  const publisher = await startProgram('./bullmq-publisher.js', [QUEUE, socket]);
  return {
    name: 'BullMQ',
    promise: 'Redis, appendfsync always: flushed to the disk before it is acknowledged',
    publish: (publication) => publisher.publish(publication),
    async stop() {
      await publisher.stop();
      worker.disconnect();
      await once(worker, 'exit');
      await redis.stop();
    },
  };
}

function redisArguments(folder: string, socket: string): string[] {
  const settings = {
    port: '0',
    unixsocket: socket,
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}
