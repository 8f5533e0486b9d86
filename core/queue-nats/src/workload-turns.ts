import type { ConsumerInfo } from '@nats-io/jetstream';
import { tokenOf } from './names.js';
import type { Publisher } from './publisher.js';
import type { QueueParts } from './queue-parts.js';
import type { Readers } from './readers.js';
import type { Session } from './session.js';
import { isSettled } from './settled-before.js';
import { Shared } from './shared.js';
import { workloadOf } from './stored-event.js';

/** So many events are looked at for the one that has the turn of a workload. */
const LOOKED_AT = 256;

/** Of so many events that were looked at it is known whose they are. */
const MOST_KNOWN = 1_024;

interface Owner {
  readonly eventId: string;
  readonly workload: string;
  readonly channels: readonly string[];
}

/** Which delivery has the turn of a workload. */
export class WorkloadTurns {
  readonly #parts: QueueParts;
  readonly #readers: Readers;
  readonly #publisher: Publisher;
  readonly #infos = new Map<string, Shared<ConsumerInfo>>();
  /** By their sequences; an event never changes. */
  readonly #owners = new Map<number, Owner>();

  constructor(parts: QueueParts, readers: Readers, publisher: Publisher) {
    this.#parts = parts;
    this.#readers = readers;
    this.#publisher = publisher;
  }

  /** One that is held, or the oldest among the next events of the channel. */
  async of(session: Session, channel: string, workload: string): Promise<number | undefined> {
    const { tally, follower, reading } = this.#parts;
    const reader = this.#readers.of(channel);
    await Promise.all([reader.seeReplays(), follower.reached(session, this.#publisher.lastSeq)]);
    const held = reader.turnOf(workload);
    if (held !== undefined) return held;
    const { ack_floor, delivered } = await this.#infoOf(channel).ask();
    for (const seq of tally.firstAfter(channel, ack_floor.stream_seq, LOOKED_AT)) {
      const owner = await this.#ownerOf(session, seq);
      if (owner?.workload !== workload) continue;
      const known = { channel, eventId: owner.eventId, seq, index: owner.channels.indexOf(channel) };
      if (seq > delivered.stream_seq || !(await isSettled(reading, session, known))) return seq;
    }
    return undefined;
  }

  #infoOf(channel: string): Shared<ConsumerInfo> {
    const { connection, names } = this.#parts;
    const known = this.#infos.get(channel);
    if (known !== undefined) return known;
    const info = new Shared(async () => connection.session.jsm.consumers.info(names.events, tokenOf(channel)));
    this.#infos.set(channel, info);
    return info;
  }

  async #ownerOf(session: Session, seq: number): Promise<Owner | undefined> {
    const known = this.#owners.get(seq);
    if (known !== undefined) return known;
    const stored = await this.#parts.reading.eventAt(session, seq);
    if (stored === undefined) return undefined;
    const { event, channels } = stored;
    const owner = { eventId: event.id, workload: workloadOf(event), channels };
    const [oldest] = this.#owners.keys();
    if (oldest !== undefined && this.#owners.size >= MOST_KNOWN) this.#owners.delete(oldest);
    this.#owners.set(seq, owner);
    return owner;
  }
}
