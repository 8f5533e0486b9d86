import { AckPolicy, type ConsumerConfig, DeliverPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { type Names, tokenOf } from './names.js';
import type { Session } from './session.js';
import type { NatsSettings } from './settings.js';

/**
 * So many deliveries of a channel may be out at once, over all hosts. A channel with as many that wait to be tried again reads
 * no further until one of them is settled.
 */
export const MOST_OUT = 10_000;

/** The durable consumers of the channels: of events, of replays, and one that is never asked and only counts the dead. */
export class Consumers {
  readonly #names: Names;
  readonly #settings: NatsSettings;
  /** The channels whose consumers stand, of each session. */
  readonly #made = new WeakMap<Session, Map<string, Promise<void>>>();

  constructor(names: Names, settings: NatsSettings) {
    this.#names = names;
    this.#settings = settings;
  }

  /** Resolves when the channel has its consumers. An event that is published afterwards reaches it. */
  ensure(session: Session, channel: string): Promise<void> | undefined {
    const made = this.#madeIn(session);
    const before = made.get(channel);
    if (before !== undefined) return before;
    const making = this.#make(session, channel);
    made.set(channel, making);
    making.catch(() => made.delete(channel));
    return making;
  }

  #madeIn(session: Session): Map<string, Promise<void>> {
    const made = this.#made.get(session) ?? new Map<string, Promise<void>>();
    this.#made.set(session, made);
    return made;
  }

  async #make({ jsm }: Session, channel: string): Promise<void> {
    const durable_name = tokenOf(channel);
    const leased: Partial<ConsumerConfig> = {
      durable_name,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.#settings.leaseTime),
      max_deliver: -1,
      max_ack_pending: MOST_OUT,
    };
    await Promise.all([
      jsm.consumers.add(this.#names.events, { ...leased, deliver_policy: DeliverPolicy.New }),
      jsm.consumers.add(this.#names.replays, {
        ...leased,
        deliver_policy: DeliverPolicy.All,
        filter_subject: this.#names.replayFilter(channel),
      }),
      jsm.consumers.add(this.#names.dead, {
        durable_name,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        filter_subject: this.#names.deadFilter(channel),
      }),
    ]);
  }
}
