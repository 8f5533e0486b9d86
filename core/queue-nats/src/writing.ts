import type { Settlement } from '@headwind/bus/queue';
import type { HeadwindEvent } from '@headwind/plugin-api';
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { DeliveryNames, Names, Place } from './names.js';
import type { Reading } from './reading.js';
import {
  type AttemptsRecord,
  attemptsAfter,
  type DeadRecord,
  type EndRecord,
  endOf,
  type ReplayRecord,
} from './records.js';
import type { Session } from './session.js';

/** What a settlement needs to know of the delivery. */
export type Settled = DeliveryNames & Place & { readonly publishedAt: number };

/** Writes the records of deliveries. Each write is durable when it resolves, and may be repeated. */
export class Writing {
  readonly #names: Names;
  readonly #reading: Reading;

  constructor(names: Names, reading: Reading) {
    this.#names = names;
    this.#reading = reading;
  }

  async settlement(session: Session, delivery: Settled, event: HeadwindEvent, settlement: Settlement): Promise<void> {
    const { channel, seq, publishedAt } = delivery;
    if (settlement.state === 'delivered') return this.end(session, channel, seq, endOf(settlement, 'delivered'));
    if (settlement.state === 'dead')
      return this.dead(session, delivery, { ...endOf(settlement, 'dead'), event, publishedAt });
    const isFirst = settlement.attempts <= 1;
    const before = isFirst ? undefined : await this.#reading.attempts(session, channel, seq);
    return this.attempts(session, channel, seq, attemptsAfter(settlement, before));
  }

  async attempts({ js }: Session, channel: string, seq: number, record: AttemptsRecord): Promise<void> {
    await js.publish(this.#names.attemptsOf(channel, seq), JSON.stringify(record));
  }

  async end({ js }: Session, channel: string, seq: number, record: EndRecord): Promise<void> {
    await js.publish(this.#names.deliveredOf(channel, seq), JSON.stringify(record));
  }

  async dead({ js }: Session, delivery: DeliveryNames & Place, record: DeadRecord): Promise<void> {
    await js.publish(this.#names.deadOf(delivery, delivery), JSON.stringify(record));
  }

  /**
   * @param after the sequence of the replay of an earlier time that is still there, or 0
   * @returns whether no other host was first
   */
  async replay(
    { js }: Session,
    delivery: DeliveryNames & Place,
    record: ReplayRecord,
    after: number,
  ): Promise<boolean> {
    const expect = { lastSubjectSequence: after };
    try {
      await js.publish(this.#names.replayOf(delivery, delivery), JSON.stringify(record), { expect });
      return true;
    } catch (thrown) {
      if (isOutrun(thrown)) return false;
      throw thrown;
    }
  }

  /** @param at its sequence in the stream of dead letters */
  async removeDead({ jsm }: Session, at: number): Promise<void> {
    try {
      await jsm.streams.deleteMessage(this.#names.dead, at, false);
    } catch (thrown) {
      // Another host was first. Were it still there, what was written before this would count all the same.
      if (!(thrown instanceof JetStreamApiError)) throw thrown;
    }
  }
}

/** Whether something else stands under a subject than was expected there. */
export function isOutrun(thrown: unknown): boolean {
  return thrown instanceof JetStreamApiError && thrown.code === JetStreamApiCodes.StreamWrongLastSequence;
}
