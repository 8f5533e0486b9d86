import { QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import { type ConnectionStatus, type NatsSettings, openNatsStorage } from '@headwind/queue-nats';
import type { NatsQueueConfig } from '../config/host-config.js';
import type { Log } from '../log/log.js';
import { eventSizeWarning } from './event-size-warning.js';
import type { Storage } from './storage.js';

/**
 * Storage on NATS JetStream, which connects in the background. Every change of the connection is logged once.
 *
 * @param bodyLimit the largest event that this host takes over HTTP. Bytes
 */
export function openServerStorage(config: NatsQueueConfig, bodyLimit: number, log: Log): Storage {
  let told: string | undefined;
  let trouble: string | undefined = troubleOf(QUEUE_UNAVAILABLE.code);
  const onStatus = (status: ConnectionStatus): void => {
    trouble = status.state === 'connected' ? undefined : troubleOf(status.error.code);
    logStatus(status, log);
    if (status.state !== 'connected') return;
    const warning = eventSizeWarning(status, bodyLimit);
    if (warning !== undefined && warning !== told) log.warn(warning);
    told = warning;
  };
  const { queue, state, ready } = openNatsStorage(settingsOf(config), { onStatus });
  return {
    queue,
    state,
    ready,
    isShared: true,
    get trouble() {
      return trouble;
    },
  };
}

/** For anybody who asks: without addresses, and without what the server said; the log has both. */
function troubleOf(code: string): string {
  if (code === QUEUE_UNAVAILABLE.code) return 'The server of the queue is not reachable.';
  return `The server of the queue cannot be used (${code}); see the log.`;
}

function logStatus(status: ConnectionStatus, log: Log): void {
  if (status.state === 'connected') log.info('connected to the queue', { server: status.server });
  else if (status.state === 'lost') log.warn('the connection to the queue is lost', { error: status.error });
  else log.warn('the queue is not there; it is tried again and again', { error: status.error });
}

function settingsOf(config: NatsQueueConfig): NatsSettings {
  const { type: _, leaseTimeMs, deduplicationWindowMs, retentionMs, ...settings } = config;
  return {
    ...settings,
    leaseTime: leaseTimeMs,
    deduplicationWindow: deduplicationWindowMs,
    retention: retentionMs,
  };
}
