import { namesIn } from '@headwind/bus/delivery-id';
import type { DeadPlaces, DeliveryPlace } from './dead-places.js';
import { deliveryIn } from './names.js';
import type { QueueParts } from './queue-parts.js';
import type { Readers } from './readers.js';
import type { Found } from './reading.js';
import { attemptsWhenReplayed, type DeadRecord } from './records.js';
import type { Session } from './session.js';
import { workloadOf } from './stored-event.js';
import type { WorkloadTurns } from './workload-turns.js';

type DeadLetter = DeliveryPlace & {
  readonly record: Found<DeadRecord>;
  /** The sequence of the replay of an earlier time that is not acknowledged yet; 0 where there is none. */
  readonly replayedAt: number;
};

/** What becomes of dead letters. */
export class DeadLetters {
  readonly #parts: QueueParts;
  readonly #readers: Readers;
  readonly #places: DeadPlaces;
  readonly #turns: WorkloadTurns;
  /** The last call for each delivery: of one dead letter there is one future. */
  readonly #calls = new Map<string, Promise<unknown>>();

  constructor(parts: QueueParts, readers: Readers, places: DeadPlaces, turns: WorkloadTurns) {
    this.#parts = parts;
    this.#readers = readers;
    this.#places = places;
    this.#turns = turns;
  }

  /** As `DeliveryQueue.replay`. A host that is killed in between has replayed it. */
  replay(session: Session, deliveryId: string): Promise<boolean> {
    return this.#oneAtATime(deliveryId, async () => {
      const letter = await this.#find(session, deliveryId);
      if (letter === undefined) return false;
      const { writing, reading } = this.#parts;
      const { channel, seq, record, replayedAt } = letter;
      const [before, behind] = await Promise.all([
        reading.attempts(session, channel, seq),
        this.#turns.of(session, channel, workloadOf(record.event)),
      ]);
      await writing.attempts(session, channel, seq, attemptsWhenReplayed(record, before));
      const { event, publishedAt, attempts } = record;
      const replay = { event, publishedAt, attempts, ...(behind !== undefined && { behind }) };
      const isFirst = await writing.replay(session, letter, replay, replayedAt);
      await writing.removeDead(session, record.at);
      if (!isFirst) return false;
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
    const names = namesIn(deliveryId);
    const listed = this.#places.listed(deliveryId);
    const letter = listed && (await this.#at(session, { ...names, ...listed }));
    if (letter !== undefined) return letter;
    const subject = await this.#parts.reading.subjectOf(session, 'dead', names);
    const place = subject === undefined ? undefined : deliveryIn(subject);
    return place && this.#at(session, { ...names, seq: place.seq, index: place.index });
  }

  async #at(session: Session, place: DeliveryPlace): Promise<DeadLetter | undefined> {
    const { reading, writing } = this.#parts;
    const [record, replay] = await Promise.all([
      reading.dead(session, place, place),
      reading.replay(session, place, place),
    ]);
    if (record === undefined) return undefined;
    if (replay === undefined || record.attempts > replay.attempts) {
      return { ...place, record, replayedAt: replay?.at ?? 0 };
    }
    // A host was killed when it had replayed it.
    await writing.removeDead(session, record.at);
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
