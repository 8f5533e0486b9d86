import type { StoredMsg } from '@nats-io/jetstream';
import type { DeliveryNames, Names, Place } from './names.js';
import type { AttemptsRecord, DeadRecord, EndRecord, ReplayRecord } from './records.js';
import type { Session } from './session.js';
import { channelsIn, eventIn, type StoredEvent } from './stored-event.js';

/** A record, with its sequence in its stream. */
export type Found<Stored> = Stored & { readonly at: number };

export interface RecordAt {
  readonly subject: string;
  /** In milliseconds since the epoch. */
  readonly storedAt: number;
  readonly record: EndRecord;
}

/** Reads single messages of the streams. */
export class Reading {
  readonly #names: Names;
  readonly #isDirect: boolean;

  /** @param isDirect see `allow_direct` of the streams */
  constructor(names: Names, isDirect: boolean) {
    this.#names = names;
    this.#isDirect = isDirect;
  }

  async eventAt(session: Session, seq: number): Promise<StoredEvent | undefined> {
    return storedEvent(await this.#get(session, this.#names.events, { seq }));
  }

  async eventOf(session: Session, id: string): Promise<StoredEvent | undefined> {
    return storedEvent(await this.#last(session, this.#names.events, this.#names.event(id)));
  }

  async attempts(session: Session, channel: string, seq: number): Promise<AttemptsRecord | undefined> {
    return recordIn(await this.#last(session, this.#names.attempts, this.#names.attemptsOf(channel, seq)));
  }

  /** How a delivery ended that is delivered or discarded. */
  async end(session: Session, channel: string, seq: number): Promise<EndRecord | undefined> {
    return recordIn(await this.#last(session, this.#names.delivered, this.#names.deliveredOf(channel, seq)));
  }

  /** Whatever stands under a sequence in the stream of deliveries that have ended. */
  async recordAt(session: Session, seq: number): Promise<RecordAt | undefined> {
    const message = await this.#get(session, this.#names.delivered, { seq });
    if (message === null) return undefined;
    return { subject: message.subject, storedAt: Date.parse(message.timestamp), record: message.json() };
  }

  async dead(session: Session, names: DeliveryNames, place: Place): Promise<Found<DeadRecord> | undefined> {
    return found(await this.#last(session, this.#names.dead, this.#names.deadOf(names, place)));
  }

  async replay(session: Session, names: DeliveryNames, place: Place): Promise<Found<ReplayRecord> | undefined> {
    return found(await this.#last(session, this.#names.replays, this.#names.replayOf(names, place)));
  }

  /** The subject of the dead letter, or of the replay, of a delivery whose event may be gone. */
  async subjectOf(session: Session, stream: 'dead' | 'replays', names: DeliveryNames): Promise<string | undefined> {
    const { channel, eventId } = names;
    const filter =
      stream === 'dead' ? this.#names.deadFilter(channel, eventId) : this.#names.replayFilter(channel, eventId);
    const message = await session.jsm.streams.getMessage(this.#names[stream], { last_by_subj: filter });
    return message?.subject;
  }

  #last(session: Session, stream: string, subject: string): Promise<StoredMsg | null> {
    return this.#get(session, stream, { last_by_subj: subject });
  }

  #get({ jsm }: Session, stream: string, query: { seq: number } | { last_by_subj: string }): Promise<StoredMsg | null> {
    return this.#isDirect ? jsm.direct.getMessage(stream, query) : jsm.streams.getMessage(stream, query);
  }
}

function storedEvent(message: StoredMsg | null): StoredEvent | undefined {
  if (message === null) return undefined;
  const { seq, header, data, timestamp } = message;
  return {
    seq,
    event: eventIn(data),
    channels: channelsIn(header),
    publishedAt: Date.parse(timestamp),
    bytes: data.length,
  };
}

function recordIn<Stored>(message: StoredMsg | null): Stored | undefined {
  return message === null ? undefined : message.json();
}

function found<Stored>(message: StoredMsg | null): Found<Stored> | undefined {
  return message === null ? undefined : { ...message.json<Stored>(), at: message.seq };
}
