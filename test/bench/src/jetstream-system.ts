import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHeadwind } from './headwind-system.js';
import type { QueueSetting, QueueSystem } from './queue-system.js';
import { startServer } from './server-process.js';

/** When a server writes to the disk what it has stored. */
interface Flushing {
  readonly promise: string;
  /** Keys of the server's section `jetstream`. */
  readonly keys: string;
}

/** https://docs.nats.io/nats-concepts/jetstream, "Syncing data to disk": the default of `sync_interval` is 2 minutes. */
const LATER: Flushing = {
  promise: 'by default flushed within 2 minutes: what was acknowledged since may be lost',
  keys: '',
};

const ALWAYS: Flushing = {
  promise: 'sync_interval: always, flushed to the disk before it is acknowledged',
  keys: 'sync_interval: always',
};

const SYNCHRONOUS_FOLDER: Flushing = {
  promise: 'in a folder of synchronous writes (chattr +S), flushed to the disk before it is acknowledged',
  keys: '',
};

/** A host over a server as it comes. */
export function startJetStream(setting: QueueSetting): Promise<QueueSystem> {
  return start('JetStream', setting, LATER);
}

/**
 * A host over a server that flushes as the other systems do. A server older than 2.10 cannot be told to, but every write
 * below a folder that is marked synchronous is one.
 */
export async function startFlushedJetStream(setting: QueueSetting): Promise<QueueSystem> {
  const { folder } = setting;
  const file = await writeServerFile(folder, ALWAYS);
  if (spawnSync('nats-server', ['-t', '-c', file]).status === 0) return start('JetStream, flushed', setting, ALWAYS);
  await mkdir(storeOf(folder));
  const { status, stderr } = spawnSync('chattr', ['+S', storeOf(folder)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`nats-server knows no sync_interval: always, and chattr +S failed: ${stderr}`);
  return start('JetStream, flushed', setting, SYNCHRONOUS_FOLDER);
}

async function start(name: string, setting: QueueSetting, flushing: Flushing): Promise<QueueSystem> {
  const file = await writeServerFile(setting.folder, flushing);
  const server = await startServer('nats-server', ['-c', file], /client connections on (\S+)[\s\S]*Server is ready/);
  const host = await startHeadwind(setting, `{ type: nats, servers: ["nats://${server.said[1]}"] }`);
  return {
    name,
    promise: flushing.promise,
    publish: (publication) => host.publish(publication),
    async stop() {
      await host.stop();
      await server.stop();
    },
  };
}

/** The server listens at any free port. */
async function writeServerFile(folder: string, { keys }: Flushing): Promise<string> {
  const file = join(folder, 'nats.conf');
  await writeFile(file, `listen: "127.0.0.1:-1"\njetstream {\n  store_dir: "${storeOf(folder)}"\n  ${keys}\n}\n`);
  return file;
}

function storeOf(folder: string): string {
  return join(folder, 'jetstream');
}
