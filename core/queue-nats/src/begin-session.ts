import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Names } from './names.js';
import type { Session } from './session.js';
import type { NatsSettings } from './settings.js';
import { ensureStreams } from './streams.js';
import { versionError } from './troubles.js';

/** How long a request to JetStream may take: what is asked while a cluster has no leader is never answered. Milliseconds. */
const TIMEOUT_MS = 3_000;

/**
 * Makes sure that the server is one that can serve, and that the streams stand.
 *
 * @throws `QUEUE_SERVER_UNFIT`, `QUEUE_STREAM_UNFIT`
 */
export async function beginSession(nc: NatsConnection, names: Names, settings: NatsSettings): Promise<Session> {
  const { version = '0', max_payload: maxPayload = 0 } = nc.info ?? {};
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 2 || (major === 2 && minor < 9)) throw versionError(version);
  const jsm = await jetstreamManager(nc, { timeout: TIMEOUT_MS });
  const { state } = await ensureStreams(jsm, names, settings);
  return { nc, jsm, js: jetstream(nc, { timeout: TIMEOUT_MS }), lastSeq: state.last_seq, maxPayload };
}
