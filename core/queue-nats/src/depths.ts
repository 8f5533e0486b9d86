import type { QueueDepth } from '@headwind/bus/queue';
import type { ConsumerInfo } from '@nats-io/jetstream';
import { channelsWith, consumersOf } from './channel-consumers.js';
import { deliveryIn } from './names.js';
import type { Publisher } from './publisher.js';
import type { QueueParts } from './queue-parts.js';
import type { Readers } from './readers.js';
import type { Session } from './session.js';

/**
 * How many deliveries are pending and dead, by what the consumers of each channel say:
 *
 *   of events    those for the channel beyond what it was given (by the tally), and those it was given and has not settled;
 *                no more than there are for the channel beyond the last before which all is settled
 *   of replays   those it was not given, and those it has not settled
 *   of the dead  those the consumer that nobody asks was not given: all
 */
export class Depths {
  readonly #parts: QueueParts;
  readonly #readers: Readers;
  /** When the event was stored that was the oldest of a channel. */
  readonly #times = new Map<string, { readonly seq: number; readonly publishedAt: number }>();

  constructor(parts: QueueParts, readers: Readers) {
    this.#parts = parts;
    this.#readers = readers;
  }

  /** Of each channel that has anything pending or dead. */
  async of(session: Session, publisher: Publisher): Promise<Map<string, QueueDepth>> {
    const { names, follower } = this.#parts;
    await Promise.all([this.#readers.flush(session), follower.reached(session, publisher.lastSeq)]);
    const channels = await channelsWith(session, names.events);
    const [events, replays, dead] = await Promise.all([
      consumersOf(session, names.events, channels),
      consumersOf(session, names.replays, channels),
      consumersOf(session, names.dead, channels),
    ]);
    const depths = new Map<string, QueueDepth>();
    for (const [channel, info] of events) {
      const depth = await this.#depthOf(
        session,
        channel,
        info,
        replays.get(channel),
        dead.get(channel)?.num_pending ?? 0,
      );
      if (depth.pending > 0 || depth.dead > 0) depths.set(channel, depth);
    }
    return depths;
  }

  async #depthOf(
    session: Session,
    channel: string,
    { delivered, ack_floor, num_ack_pending }: ConsumerInfo,
    replay: ConsumerInfo | undefined,
    dead: number,
  ): Promise<QueueDepth> {
    const { tally } = this.#parts;
    const floor = ack_floor.stream_seq;
    tally.forgetBefore(channel, floor);
    // Server 2.9 may say that it has yet to give what it waits for an answer to: what was handed back to it.
    const ofEvents = Math.min(
      num_ack_pending + tally.countAfter(channel, delivered.stream_seq),
      tally.countAfter(channel, floor),
    );
    const ofReplays = (replay?.num_pending ?? 0) + (replay?.num_ack_pending ?? 0);
    const [ofEvent, ofReplay] = await Promise.all([
      ofEvents > 0 ? this.#timeOf(session, channel, tally.firstAfter(channel, floor, 1)[0]) : undefined,
      ofReplays > 0 ? this.#oldestReplay(session, channel) : undefined,
    ]);
    const oldest = Math.min(ofEvent ?? Number.POSITIVE_INFINITY, ofReplay ?? Number.POSITIVE_INFINITY);
    return { pending: ofEvents + ofReplays, dead, ...(Number.isFinite(oldest) && { oldestPendingAt: oldest }) };
  }

  async #timeOf(session: Session, channel: string, seq: number | undefined): Promise<number | undefined> {
    if (seq === undefined) return undefined;
    const known = this.#times.get(channel);
    if (known?.seq === seq) return known.publishedAt;
    const stored = await this.#parts.reading.eventAt(session, seq);
    if (stored !== undefined) this.#times.set(channel, stored);
    return stored?.publishedAt;
  }

  async #oldestReplay(session: Session, channel: string): Promise<number | undefined> {
    const { names, reading } = this.#parts;
    const filter = names.replayFilter(channel);
    const { state } = await session.jsm.streams.info(names.replays, { subjects_filter: filter });
    const [oldest] = Object.keys(state.subjects ?? {})
      .flatMap((subject) => deliveryIn(subject) ?? [])
      .sort((a, b) => a.seq - b.seq);
    return oldest && (await reading.replay(session, oldest, oldest))?.publishedAt;
  }
}
