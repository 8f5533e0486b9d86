import type Database from 'libsql';
import type { AttemptStatements, DeliveryKey } from './attempt-statements.js';
import type { ChannelBook } from './channel-book.js';
import type { FindQuery, FoundDelivery, StoredRow } from './reading.js';
import { Query } from './statements.js';

/** The deliveries of a JSON array of `{ seq, channel }`, in its order. */
const CHOSEN = `
  from json_each(?) as chosen
  cross join deliveries on deliveries.seq = chosen.value ->> 'seq' and deliveries.channel = chosen.value ->> 'channel'
  cross join events on events.seq = deliveries.seq
  cross join channels on channels.id = deliveries.channel`;

/** Reads deliveries that are known by their keys, with their events. */
export class StoredStatements {
  readonly #rows: Query<StoredRow>;
  readonly #ofKind: Query<{ place: number }>;
  readonly #findEvent: Query<{ seq: number }>;
  readonly #attempts: AttemptStatements;
  readonly #book: ChannelBook;

  constructor(database: Database.Database, book: ChannelBook, attempts: AttemptStatements) {
    this.#book = book;
    this.#attempts = attempts;
    this.#rows = new Query(
      database,
      `select deliveries.seq, channels.name as channel, events.body, octet_length(events.body) as bytes,
         deliveries.state, deliveries.attempts, deliveries.retries, events.published_at as publishedAt,
         deliveries.first_attempt_at as firstAttemptAt, deliveries.last_attempt_at as lastAttemptAt,
         deliveries.last_error as lastError ${CHOSEN} order by chosen.key`,
    );
    // A damaged event is of no kind.
    this.#ofKind = new Query(
      database,
      `select chosen.key as place ${CHOSEN}
       where case when json_valid(events.body) then events.body ->> 'kind' end = ? order by chosen.key`,
    );
    this.#findEvent = new Query(database, 'select seq from events where id = ?');
  }

  rows(keys: readonly DeliveryKey[]): StoredRow[] {
    return this.#rows.all(asJson(keys));
  }

  /** Those whose event is of that kind. */
  ofKind<Key extends DeliveryKey>(keys: readonly Key[], kind: string): Key[] {
    const places = new Set(this.#ofKind.all(asJson(keys), kind).map(({ place }) => place));
    return keys.filter((_, place) => places.has(place));
  }

  find({ eventId, channel: name }: FindQuery): FoundDelivery | undefined {
    const channel = this.#book.named(name)?.id;
    const event = this.#findEvent.first(eventId);
    if (channel === undefined || event === undefined) return undefined;
    const key = { seq: event.seq, channel };
    const [row] = this.rows([key]);
    return row && { row, attempts: this.#attempts.of(key) };
  }
}

function asJson(keys: readonly DeliveryKey[]): string {
  return JSON.stringify(keys.map(({ seq, channel }) => ({ seq, channel })));
}
