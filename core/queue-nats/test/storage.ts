import { randomUUID } from 'node:crypto';
import { type NatsSettings, type NatsStorage, openNatsStorage } from '@headwind/queue-nats';

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

/** A storage that is connected. */
export async function openConnected(settings: NatsSettings): Promise<NatsStorage> {
  const storage = openNatsStorage(settings);
  await storage.ready;
  return storage;
}
