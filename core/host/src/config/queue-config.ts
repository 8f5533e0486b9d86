import { resolve } from 'node:path';
import type { z } from 'zod';
import type { NatsQueueConfig, QueueConfig } from './host-config.js';
import type { queueSchema } from './queue-schema.js';

type Queue = z.output<typeof queueSchema>;

/**
 * The queue that a section says in which `queueProblems` has found nothing.
 *
 * @param folder where a relative path begins
 */
export function queueConfig(queue: Queue, folder: string): QueueConfig {
  const { type, path, maxPending, retention: retentionMs } = queue;
  if (type === 'nats') return { ...natsConfig(queue), maxPending, retentionMs };
  return { type, path: resolve(folder, path), maxPending, retentionMs };
}

function natsConfig(queue: Queue): Omit<NatsQueueConfig, 'maxPending' | 'retentionMs'> {
  const { servers = [], name, user, password, token, credentials, tls, replicas } = queue;
  const isEncrypted = tls !== undefined || servers.some((server) => server.startsWith('tls:'));
  return {
    ...{ type: 'nats', servers, name, replicas },
    leaseTimeMs: queue.leaseTime,
    deduplicationWindowMs: queue.deduplicationWindow,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
    ...(credentials !== undefined && { credentials }),
    ...(isEncrypted && { tls: tls ?? {} }),
  };
}
