import type { DeliveryDetails, StoredDelivery } from '@headwind/bus/queue';
import type { HeadwindEvent } from '@headwind/plugin-api';
import type { DeliveryNames, Place } from './names.js';
import type { Reading } from './reading.js';
import { type AttemptsRecord, type DeadRecord, type EndRecord, historyOf } from './records.js';
import type { Session } from './session.js';

/** A delivery whose state is to be found out. */
export interface KnownDelivery extends DeliveryNames, Place {
  readonly id: string;
  readonly event: HeadwindEvent;
  readonly publishedAt: number;
  /** Of one that is listed as a dead letter. */
  readonly dead?: KnownDead;
}

/** What is known of a dead letter before anything else is asked. */
export interface KnownDead {
  readonly record: DeadRecord;
  /** There is a replay of it. */
  readonly mayBeReplayed: boolean;
}

/** Finds out how a delivery stands, by the records of it. Undefined when it was discarded. */
export async function detailsOf(
  reading: Reading,
  session: Session,
  known: KnownDelivery,
  isLeased: boolean,
): Promise<DeliveryDetails | undefined> {
  const [end, dead, replay, attempts] = await Promise.all([
    reading.end(session, known.channel, known.seq),
    reading.dead(session, known, known),
    reading.replay(session, known, known),
    reading.attempts(session, known.channel, known.seq),
  ]);
  if (end?.state === 'discarded') return undefined;
  if (end !== undefined) return ended(known, end, attempts);
  const isDead = dead !== undefined && (replay === undefined || dead.attempts > replay.attempts);
  return isDead ? ended(known, dead, attempts) : pending(known, attempts, isLeased);
}

/** A dead letter as it is listed. Undefined when it is none any more: the host that changed that was killed before it removed it. */
export async function deadLetterOf(
  reading: Reading,
  session: Session,
  known: KnownDelivery,
  { record, mayBeReplayed }: KnownDead,
): Promise<StoredDelivery | undefined> {
  const [end, replay] = await Promise.all([
    reading.end(session, known.channel, known.seq),
    mayBeReplayed ? reading.replay(session, known, known) : undefined,
  ]);
  const isDead = end === undefined && (replay === undefined || record.attempts > replay.attempts);
  return isDead ? ended(known, record, undefined).delivery : undefined;
}

/** One that nobody has tried yet. */
export function untried({ id, channel, event, publishedAt }: KnownDelivery, isLeased: boolean): StoredDelivery {
  return { id, channel, event, state: isLeased ? 'leased' : 'pending', attempts: 0, retries: 0, publishedAt };
}

function ended(known: KnownDelivery, end: EndRecord, before: AttemptsRecord | undefined): DeliveryDetails {
  const { attempts, retries, firstAttemptAt, last } = end;
  const { id, channel, event, publishedAt } = known;
  const delivery: StoredDelivery = {
    id,
    channel,
    event,
    state: end.state === 'dead' ? 'dead' : 'delivered',
    attempts,
    retries,
    publishedAt,
    ...(firstAttemptAt !== undefined && { firstAttemptAt }),
    ...(last !== undefined && { lastAttemptAt: last.endedAt }),
    ...(last?.error !== undefined && { lastError: last.error }),
  };
  return { delivery, attempts: historyOf(before?.history ?? [], last) };
}

function pending(known: KnownDelivery, record: AttemptsRecord | undefined, isLeased: boolean): DeliveryDetails {
  if (record === undefined) return { delivery: untried(known, isLeased), attempts: [] };
  const { attempts, retries, firstAttemptAt, lastAttemptAt, lastError, history } = record;
  const delivery: StoredDelivery = {
    ...untried(known, isLeased),
    attempts,
    retries,
    ...(firstAttemptAt !== undefined && { firstAttemptAt }),
    lastAttemptAt,
    ...(lastError !== undefined && { lastError }),
  };
  return { delivery, attempts: history };
}
