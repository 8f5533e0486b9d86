import type { Settlement } from '@headwind/bus/queue';
import type { HeadwindEvent } from '@headwind/plugin-api';
import { JetStreamApiError } from '@nats-io/jetstream';
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

  async replay({ js }: Session, delivery: DeliveryNames & Place, record: ReplayRecord): Promise<void> {
    await js.publish(this.#names.replayOf(delivery, delivery), JSON.stringify(record));
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
