import type { HeldDelivery } from './held-delivery.js';
import type { Reading } from './reading.js';
import type { AttemptsRecord } from './records.js';
import type { Session } from './session.js';

type Known = Pick<HeldDelivery, 'channel' | 'eventId' | 'seq' | 'index' | 'replay'>;

/**
 * Whether a delivery was settled although its message comes (again): the server, or the host that settled it, was killed
 * between the record and the acknowledgement.
 */
export async function isSettled(reading: Reading, session: Session, held: Known): Promise<boolean> {
  const [end, dead, replay] = await Promise.all([
    reading.end(session, held.channel, held.seq),
    reading.dead(session, held, held),
    held.replay === undefined ? reading.replay(session, held, held) : undefined,
  ]);
  if (end !== undefined) return true;
  if (held.replay === undefined) return dead !== undefined || replay !== undefined;
  // The dead letter that was replayed may still be there; one that this replay became has more attempts.
  return dead !== undefined && dead.attempts > held.replay.attempts;
}

/** What is known of its attempts; undefined when it is settled. */
export async function lookUp(
  reading: Reading,
  session: Session,
  held: Known,
): Promise<{ readonly record: AttemptsRecord | undefined } | undefined> {
  const [settled, record] = await Promise.all([
    isSettled(reading, session, held),
    reading.attempts(session, held.channel, held.seq),
  ]);
  return settled ? undefined : { record };
}
