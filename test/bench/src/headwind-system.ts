import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PublishingProgram, startProgram } from './publisher.js';
import type { QueueSetting, QueueSystem } from './queue-system.js';

/** Events published by a program that embeds the host, through the queue of one file. */
export async function startEmbeddedQueue(setting: QueueSetting): Promise<QueueSystem> {
  return {
    name: 'embedded queue',
    promise: 'SQLite, synchronous=FULL: flushed to the disk before it is acknowledged',
    ...(await startHeadwind(setting, '{ path: ./queue.db }')),
  };
}

/** @param queue the configuration's value of `queue` */
export async function startHeadwind(setting: QueueSetting, queue: string): Promise<PublishingProgram> {
  const file = join(setting.folder, 'headwind.yaml');
  await writeFile(file, configuration(setting, queue));
  return startProgram('./headwind-program.js', [file]);
}

function configuration({ url, concurrency }: QueueSetting, queue: string): string {
  return `
apiVersion: headwind.sh/v1
server: { listen: 127.0.0.1:0 }
queue: ${queue}
log: { level: error }
plugins:
  sink: { use: webhook, concurrency: ${concurrency}, config: { url: "${url}" } }
`;
}
