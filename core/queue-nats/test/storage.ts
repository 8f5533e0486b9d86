import { randomUUID } from 'node:crypto';
import {
  type ConnectionStatus,
  type NatsSettings,
  type NatsStorage,
  type NatsStorageOptions,
  openNatsStorage,
} from '@headwind/queue-nats';
import { afterAll, afterEach } from 'vitest';
import { makeNatsServer, type NatsServer } from '../../../test/support/nats-server.js';

/** Settings of a name of its own, on servers without credentials. */
export function settingsFor(servers: readonly string[], changed: Partial<NatsSettings> = {}): NatsSettings {
  return {
    servers,
    name: `t${randomUUID().slice(0, 8)}`,
    replicas: 1,
    leaseTime: 30_000,
    deduplicationWindow: 120_000,
    retention: 3_600_000,
    maxPending: 1_000_000,
    ...changed,
  };
}

/** A storage, with what was told of its connection. */
export interface OpenedStorage extends NatsStorage {
  readonly told: readonly ConnectionStatus[];
}

/** Opens storages that are closed when the test ends. */
export function trackStorages() {
  const opened: NatsStorage[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ queue }) => queue.close()));
  });
  const open = (settings: NatsSettings, options: NatsStorageOptions = {}): OpenedStorage => {
    const told: ConnectionStatus[] = [];
    const storage = openNatsStorage(settings, { onStatus: (status) => told.push(status), ...options });
    opened.push(storage);
    return { ...storage, told };
  };
  return {
    open,
    openConnected: async (settings: NatsSettings, options?: NatsStorageOptions): Promise<OpenedStorage> => {
      const storage = open(settings, options);
      await storage.ready;
      return storage;
    },
  };
}

/** Makes servers that are gone when the tests of the file have ended. */
export function trackServers() {
  const made: NatsServer[] = [];
  afterAll(async () => {
    await Promise.all(made.map((server) => server.remove()));
  });
  const make = async (config?: string): Promise<NatsServer> => {
    const server = await makeNatsServer(config);
    made.push(server);
    return server;
  };
  return {
    make,
    start: async (config?: string): Promise<NatsServer> => {
      const server = await make(config);
      await server.start();
      return server;
    },
  };
}
