import type { HostConfig, NatsQueueConfig, SqliteQueueConfig } from '../config/host-config.js';
import type { Log } from '../log/log.js';
import type { Storage } from './storage.js';

/*
 * Each queue is loaded only where it is configured: a host with a queue file loads no client of NATS, and one on NATS no
 * SQLite.
 */

/** Of the whole configuration, what the storage depends on. */
export type StorageConfig = Pick<HostConfig, 'queue' | 'server'>;

/**
 * Opens the storage of the configuration. A server that is away is waited for in the background.
 *
 * @throws `QUEUE_LOCKED`, `QUEUE_UNAVAILABLE`, and whatever else keeps a queue file from being opened
 */
export function openStorage({ queue, server }: StorageConfig, log: Log): Promise<Storage> {
  return queue.type === 'sqlite' ? openFile(queue) : openServer(queue, server.bodyLimitBytes, log);
}

async function openFile(config: SqliteQueueConfig): Promise<Storage> {
  const { openSqliteStorage } = await import('@headwind/queue-sqlite');
  const { queue, state } = await openSqliteStorage(config);
  return { queue, state, isShared: false, ready: Promise.resolve(), trouble: undefined };
}

async function openServer(config: NatsQueueConfig, bodyLimit: number, log: Log): Promise<Storage> {
  const { openServerStorage } = await import('./server-storage.js');
  return openServerStorage(config, bodyLimit, log);
}
