import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { Names } from './names.js';
import type { NatsSettings } from './settings.js';
import { streamError } from './troubles.js';

type Wanted = Pick<StreamConfig, 'name' | 'subjects' | 'retention' | 'max_msgs_per_subject' | 'duplicate_window'>;

/** JetStream's code for a stream that is not there (https://github.com/nats-io/nats-server/blob/main/server/errors.json). */
const STREAM_NOT_FOUND = 10059;

/** The server's shortest; no message but an event has an id. Milliseconds. */
const SHORTEST_WINDOW_MS = 100;

/**
 * Makes every stream that is missing, and what may be changed as the settings want it.
 *
 * @returns the stream of events
 * @throws `QUEUE_STREAM_UNFIT` when one is there that may lose what it holds
 */
export async function ensureStreams(jsm: JetStreamManager, names: Names, settings: NatsSettings): Promise<StreamInfo> {
  const kept = { retention: RetentionPolicy.Limits, duplicate_window: nanos(SHORTEST_WINDOW_MS) };
  const [events] = await Promise.all([
    ensure(jsm, settings, {
      ...kept,
      name: names.events,
      subjects: [names.all('events')],
      max_msgs_per_subject: -1,
      duplicate_window: nanos(settings.deduplicationWindow),
    }),
    // The latest of each delivery is all there is to say of it.
    ...(['attempts', 'delivered', 'dead'] as const).map((stream) =>
      ensure(jsm, settings, {
        ...kept,
        name: names[stream],
        subjects: [names.all(stream)],
        max_msgs_per_subject: 1,
      }),
    ),
    ensure(jsm, settings, {
      ...kept,
      name: names.replays,
      subjects: [names.all('replays')],
      retention: RetentionPolicy.Workqueue,
      max_msgs_per_subject: -1,
    }),
  ]);
  return events;
}

async function ensure(jsm: JetStreamManager, settings: NatsSettings, wanted: Wanted): Promise<StreamInfo> {
  const config = {
    ...wanted,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    num_replicas: settings.replicas,
    // Followers answer direct reads too, and may be behind: only where there are none.
    allow_direct: settings.replicas === 1,
  };
  const found = await infoOf(jsm, wanted.name);
  if (found === undefined) return jsm.streams.add(config);
  refuseUnfit(found, wanted);
  const { num_replicas, duplicate_window, allow_direct, max_msgs_per_subject } = found.config;
  const isSame =
    num_replicas === config.num_replicas &&
    duplicate_window === config.duplicate_window &&
    allow_direct === config.allow_direct &&
    max_msgs_per_subject === config.max_msgs_per_subject;
  return isSame ? found : jsm.streams.update(wanted.name, config);
}

async function infoOf(jsm: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(name);
  } catch (thrown) {
    if (thrown instanceof JetStreamApiError && thrown.code === STREAM_NOT_FOUND) return undefined;
    throw thrown;
  }
}

function refuseUnfit({ config }: StreamInfo, { name, subjects, retention }: Wanted): void {
  const isOurs = config.subjects?.length === 1 && config.subjects[0] === subjects?.[0];
  if (!isOurs) throw streamError(name, `has the subjects ${config.subjects?.join(', ')}, not ${subjects?.join(', ')}`);
  if (config.retention !== retention)
    throw streamError(name, `has the retention ${config.retention}, not ${retention}`);
  if (config.storage !== StorageType.File) throw streamError(name, 'is kept in memory, not in files');
  if (config.max_age > 0) throw streamError(name, 'throws messages away by their age (max_age)');
  const isLimited = config.max_msgs > 0 || config.max_bytes > 0;
  if (isLimited && config.discard !== DiscardPolicy.New) {
    throw streamError(name, 'throws its oldest messages away when it is full (discard: old)');
  }
}
