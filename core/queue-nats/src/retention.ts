import { type ConsumerInfo, JetStreamApiError } from '@nats-io/jetstream';
import { channelsWith, consumersOf } from './channel-consumers.js';
import { Names } from './names.js';
import type { QueueParts } from './queue-parts.js';
import type { EndRecord } from './records.js';
import type { Session } from './session.js';

/** Records of deliveries read at a time, and at most in one go. */
const CHUNK = 64;
const MOST = 6_400;

/**
 * Removes what is older than the retention: events that are settled for every channel, and what was written of their
 * deliveries. Dead letters stay. Any host does it, at any time: what is removed is what all of them are done with.
 */
export class Retention {
  readonly #parts: QueueParts;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  async run(session: Session): Promise<void> {
    const before = this.#parts.now() - this.#parts.settings.retention;
    const first = await this.#removeEvents(session, before);
    await this.#removeRecords(session, first, before);
  }

  /** @returns the first sequence that is left */
  async #removeEvents(session: Session, before: number): Promise<number> {
    const { names, tally } = this.#parts;
    // In this order: what is published after the consumers were asked is beyond what was counted before.
    const counted = tally.lastSeq;
    const consumers = await consumersOf(session, names.events, await channelsWith(session, names.events));
    const { state } = await session.jsm.streams.info(names.events);
    const unsettled = Math.min(counted + 1, ...[...consumers].map((each) => this.#unsettled(...each)));
    const first = await this.#firstYounger(session, state.first_seq, Math.min(unsettled, state.last_seq + 1), before);
    for (let next = state.first_seq; next < first; next += CHUNK) {
      const seqs = Array.from({ length: Math.min(CHUNK, first - next) }, (_, index) => next + index);
      await Promise.all(seqs.map((seq) => this.#removeEvent(session, seq)));
    }
    return Math.max(first, state.first_seq);
  }

  /**
   * One by one: a purge up to a sequence makes server 2.9 forget which messages its consumers have given and wait for, those
   * beyond that sequence too, and they would never be given again.
   */
  async #removeEvent({ jsm }: Session, seq: number): Promise<void> {
    try {
      await jsm.streams.deleteMessage(this.#parts.names.events, seq, false);
    } catch (thrown) {
      // Another host was first; if it is something else, it is there the next time.
      if (!(thrown instanceof JetStreamApiError)) throw thrown;
    }
  }

  /** The first event for a channel that it may not be done with. */
  #unsettled(channel: string, { ack_floor }: ConsumerInfo): number {
    return this.#parts.tally.firstAfter(channel, ack_floor.stream_seq, 1)[0] ?? Number.POSITIVE_INFINITY;
  }

  /** The first sequence of a range whose event was stored after a time, or the end of the range. */
  async #firstYounger(session: Session, from: number, to: number, before: number): Promise<number> {
    let [low, high] = [from, Math.max(from, to)];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const stored = await this.#parts.reading.eventAt(session, middle);
      // Another host may have removed it.
      if (stored === undefined || stored.publishedAt <= before) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Records stand as they were written; one that is to stay keeps those behind it for a while. */
  async #removeRecords(session: Session, firstEvent: number, before: number): Promise<void> {
    const { names, reading } = this.#parts;
    const { state } = await session.jsm.streams.info(names.delivered);
    const end = Math.min(state.last_seq + 1, state.first_seq + MOST);
    let next = state.first_seq;
    while (next < end) {
      const seqs = Array.from({ length: Math.min(CHUNK, end - next) }, (_, index) => next + index);
      const records = await Promise.all(seqs.map((seq) => reading.recordAt(session, seq)));
      const stays = records.findIndex(
        (each) => each !== undefined && (Names.seqIn(each.subject) >= firstEvent || each.storedAt > before),
      );
      const removed = stays === -1 ? records : records.slice(0, stays);
      await Promise.all(removed.map((each) => each && this.#removeAttempts(session, each.subject, each.record)));
      next += removed.length;
      if (stays !== -1) break;
    }
    if (next > state.first_seq) await session.jsm.streams.purge(names.delivered, { seq: next });
  }

  async #removeAttempts(session: Session, subject: string, { attempts }: EndRecord): Promise<void> {
    if (attempts <= 1) return;
    const { names } = this.#parts;
    await session.jsm.streams.purge(names.attempts, { filter: names.attemptsLike(subject) });
  }
}
