import { randomUUID } from 'node:crypto';
import { type ConsumerMessages, DeliverPolicy, type JsMsg } from '@nats-io/jetstream';
import { channelsWith, consumersOf, NO_CHANNEL } from './channel-consumers.js';
import type { Names } from './names.js';
import type { Session } from './session.js';
import { channelsIn } from './stored-event.js';
import type { Tally } from './tally.js';

/** So many messages, without their bodies, are on their way at once. */
const AHEAD = 2_000;

/**
 * A request for them stands so long, and the server gives a sign of life twice within it: after two that are missing, as when
 * the server of a cluster that had the consumer is gone, another consumer is made. Milliseconds.
 */
const REQUEST_MS = 2_000;

/** How long a count may be waited for. Milliseconds. */
const LONGEST_MS = 5_000;

/** Tells the tally of every event, whoever published it, by a consumer of this host's own that leaves the bodies out. */
export class TallyFollower {
  readonly #tally: Tally;
  readonly #names: Names;
  readonly #waiting = new Set<{ readonly seq: number; readonly resolve: () => void }>();
  #onEvent: (seq: number, channels: readonly string[]) => void = () => {};
  #messages: ConsumerMessages | undefined;
  #hasBegun = false;

  constructor(tally: Tally, names: Names) {
    this.#tally = tally;
    this.#names = names;
  }

  /** Goes on where it was in the session before, and resolves when everything is counted that was stored by now. */
  async follow(session: Session): Promise<void> {
    this.#messages?.stop();
    const { state } = await session.jsm.streams.info(this.#names.events);
    if (!this.#hasBegun || state.last_seq < this.#tally.lastSeq) {
      this.#tally.reset(Math.max(await this.#floor(session, state.last_seq), state.first_seq - 1));
      this.#hasBegun = true;
    }
    const consumer = await session.js.consumers.get(this.#names.events, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#tally.lastSeq + 1,
      headers_only: true,
      name_prefix: `${NO_CHANNEL}counting-${randomUUID()}`,
    });
    this.#messages = await consumer.consume({
      max_messages: AHEAD,
      expires: REQUEST_MS,
      callback: (message) => this.#take(message),
    });
    if (state.messages > 0) await this.reached(session, state.last_seq, Number.POSITIVE_INFINITY);
  }

  /** @param listener is called for each event that is counted */
  onEvent(listener: (seq: number, channels: readonly string[]) => void): void {
    this.#onEvent = listener;
  }

  /** Resolves when the event of that sequence is counted; rejects when the session ends, or it takes too long. */
  async reached(session: Session, seq: number, withinMs = LONGEST_MS): Promise<void> {
    if (this.#tally.lastSeq >= seq) return;
    let timer: NodeJS.Timeout | undefined;
    const waiting = { seq, resolve: () => {} };
    try {
      await new Promise<void>((resolve, reject) => {
        waiting.resolve = resolve;
        this.#waiting.add(waiting);
        const fail = (): void => reject(new Error('the events that are stored are still being counted'));
        if (Number.isFinite(withinMs)) timer = setTimeout(fail, withinMs);
        void session.nc.closed().then(fail);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    }
  }

  stop(): void {
    this.#messages?.stop();
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #take({ seq, headers }: JsMsg): void {
    if (seq > this.#tally.lastSeq) {
      const channels = channelsIn(headers);
      this.#tally.add(seq, channels);
      this.#onEvent(seq, channels);
    }
    for (const waiting of this.#waiting) {
      if (waiting.seq <= seq) waiting.resolve();
    }
  }

  /** Up to here nothing is pending. */
  async #floor(session: Session, lastSeq: number): Promise<number> {
    const { events } = this.#names;
    const consumers = await consumersOf(session, events, await channelsWith(session, events));
    const floors = [...consumers.values()]
      .filter(({ num_pending, num_ack_pending }) => num_pending > 0 || num_ack_pending > 0)
      .map(({ ack_floor }) => ack_floor.stream_seq);
    return Math.min(lastSeq, ...floors);
  }
}
