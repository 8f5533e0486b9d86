import { namesIn } from '@headwind/bus/delivery-id';
import { type DeliveryNames, deliveryIn, type Place, tokenOf } from './names.js';
import type { Publisher } from './publisher.js';
import type { QueueParts } from './queue-parts.js';
import type { Readers } from './readers.js';
import type { Found } from './reading.js';
import { attemptsWhenReplayed, type DeadRecord } from './records.js';
import type { Session } from './session.js';
import { isSettled } from './settled-before.js';
import { workloadOf } from './stored-event.js';

/** So many events are looked at for the one that has the turn of a workload. */
const LOOKED_AT = 256;

type DeadLetter = DeliveryNames & Place & { readonly record: Found<DeadRecord> };

/** What becomes of dead letters. */
export class DeadLetters {
  readonly #parts: QueueParts;
  readonly #readers: Readers;
  readonly #publisher: Publisher;
  /** The last call for each delivery: of one dead letter there is one future. */
  readonly #calls = new Map<string, Promise<unknown>>();

  constructor(parts: QueueParts, readers: Readers, publisher: Publisher) {
    this.#parts = parts;
    this.#readers = readers;
    this.#publisher = publisher;
  }

  /** As `DeliveryQueue.replay`. A host that is killed in between has replayed it. */
  replay(session: Session, deliveryId: string): Promise<boolean> {
    return this.#oneAtATime(deliveryId, async () => {
      const letter = await this.#find(session, deliveryId);
      if (letter === undefined) return false;
      const { writing, reading } = this.#parts;
      const { channel, seq, record } = letter;
      const [before, behind] = await Promise.all([
        reading.attempts(session, channel, seq),
        this.#turnOf(session, channel, workloadOf(record.event)),
      ]);
      await writing.attempts(session, channel, seq, attemptsWhenReplayed(record, before));
      const { event, publishedAt, attempts } = record;
      await writing.replay(session, letter, { event, publishedAt, attempts, ...(behind !== undefined && { behind }) });
      await writing.removeDead(session, record.at);
      await this.#readers.of(channel).seeReplays();
      return true;
    });
  }

  /** As `DeliveryQueue.discard`. */
  discard(session: Session, deliveryId: string): Promise<boolean> {
    return this.#oneAtATime(deliveryId, async () => {
      const letter = await this.#find(session, deliveryId);
      if (letter === undefined) return false;
      const { writing } = this.#parts;
      const { attempts, retries } = letter.record;
      // Without this it would be as if it had never been tried.
      await writing.end(session, letter.channel, letter.seq, { state: 'discarded', attempts, retries });
      await writing.removeDead(session, letter.record.at);
      return true;
    });
  }

  async #find(session: Session, deliveryId: string): Promise<DeadLetter | undefined> {
    const { reading, writing } = this.#parts;
    const names = namesIn(deliveryId);
    const subject = await reading.subjectOf(session, 'dead', names);
    const place = subject === undefined ? undefined : deliveryIn(subject);
    if (place === undefined) return undefined;
    const { seq, index } = place;
    const letter = { ...names, seq, index };
    const [record, replay] = await Promise.all([
      reading.dead(session, letter, letter),
      reading.replay(session, letter, letter),
    ]);
    if (record === undefined) return undefined;
    if (replay === undefined || record.attempts > replay.attempts) return { ...letter, record };
    // A host was killed when it had replayed it.
    await writing.removeDead(session, record.at);
    return undefined;
  }

  /** Which delivery has the turn of a workload: one that is held, or the oldest among the next events of the channel. */
  async #turnOf(session: Session, channel: string, workload: string): Promise<number | undefined> {
    const { names, tally, follower, reading } = this.#parts;
    const reader = this.#readers.of(channel);
    await Promise.all([reader.seeReplays(), follower.reached(session, this.#publisher.lastSeq)]);
    const held = reader.turnOf(workload);
    if (held !== undefined) return held;
    const { ack_floor, delivered } = await session.jsm.consumers.info(names.events, tokenOf(channel));
    for (const seq of tally.firstAfter(channel, ack_floor.stream_seq, LOOKED_AT)) {
      const stored = await reading.eventAt(session, seq);
      if (stored === undefined || workloadOf(stored.event) !== workload) continue;
      const known = { channel, eventId: stored.event.id, seq, index: stored.channels.indexOf(channel) };
      if (seq > delivered.stream_seq || !(await isSettled(reading, session, known))) return seq;
    }
    return undefined;
  }

  async #oneAtATime(deliveryId: string, act: () => Promise<boolean>): Promise<boolean> {
    const before = this.#calls.get(deliveryId) ?? Promise.resolve();
    const call = before.then(act, act);
    this.#calls.set(deliveryId, call);
    try {
      return await call;
    } finally {
      if (this.#calls.get(deliveryId) === call) this.#calls.delete(deliveryId);
    }
  }
}
