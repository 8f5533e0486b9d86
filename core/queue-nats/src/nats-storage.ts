import type { DeliveryQueue } from '@headwind/bus/queue';
import type { StateStore } from '@headwind/bus/state-store';
import { beginSession } from './begin-session.js';
import { Connection, type ConnectionStatus } from './connection.js';
import { Consumers } from './consumers.js';
import { Names } from './names.js';
import { NatsQueue } from './nats-queue.js';
import { NatsStateStore } from './nats-state-store.js';
import { Reading } from './reading.js';
import type { NatsSettings } from './settings.js';
import { Tally } from './tally.js';
import { TallyFollower } from './tally-follower.js';
import { Writing } from './writing.js';

export type { ConnectionStatus } from './connection.js';
export type { NatsSettings } from './settings.js';

export interface NatsStorageOptions {
  /** Told whenever the connection is made, is lost, or cannot be made for another reason than before. */
  readonly onStatus?: (status: ConnectionStatus) => void;
  /** How often what is older than the retention is removed. Milliseconds. @defaultValue 1 minute */
  readonly pruneEveryMs?: number;
  /** Milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: () => number;
}

export interface NatsStorage {
  /** Closing it closes the storage. */
  readonly queue: DeliveryQueue;
  readonly state: StateStore;
  /** Resolves when a server answers and the streams stand, for the first time; rejects when it is closed before. */
  readonly ready: Promise<void>;
}

/**
 * Opens the queue on a NATS server with JetStream, of version 2.9 or newer, together with every host that names the same
 * servers and the same name. It returns at once and connects in the background, for ever.
 *
 * While there is no connection, publishing and reading reject with `QUEUE_UNAVAILABLE`; leases, settlements and the state
 * of plugins wait.
 */
export function openNatsStorage(settings: NatsSettings, options: NatsStorageOptions = {}): NatsStorage {
  const { onStatus = () => {}, now = Date.now } = options;
  const names = new Names(settings.name);
  const reading = new Reading(names, settings.replicas === 1);
  const tally = new Tally();
  const follower = new TallyFollower(tally, names);
  const connection = new Connection(
    settings,
    async (nc) => {
      const session = await beginSession(nc, names, settings);
      await follower.follow(session);
      return session;
    },
    onStatus,
  );
  const consumers = new Consumers(names, settings);
  const writing = new Writing(names, reading);
  const parts = { settings, names, connection, consumers, reading, writing, tally, follower, now };
  const queue = new NatsQueue(parts, options.pruneEveryMs ?? 60_000);
  return { queue, state: new NatsStateStore(connection, names, settings), ready: connection.ready };
}
