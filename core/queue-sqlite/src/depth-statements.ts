import type Database from 'libsql';
import type { ChannelBook, ChannelState } from './channel-book.js';
import type { ChannelDepth, DepthQuery } from './reading.js';
import { Query } from './statements.js';

/**
 * Of those that wait to be tried again, so many are looked at for the oldest, the next due first. A channel that is down
 * has fewer: while its breaker is open it tries one now and then.
 */
const LOOKED_AT = 10_000;

/** Counts, and tells how long something has been pending. */
export class DepthStatements {
  readonly #oldest: Query<{ publishedAt: number }>;
  readonly #book: ChannelBook;

  constructor(database: Database.Database, book: ChannelBook) {
    this.#book = book;
    // What is to be done at once stands in the order of events in its index; the rest of a backlog is never read.
    this.#oldest = new Query(
      database,
      `select published_at as publishedAt from events where seq = (
         select min(seq) from (
           select seq from (
             select seq from deliveries indexed by deliveries_ready
             where channel = ?1 and state = 0 and due_at = 0 order by seq limit 1
           )
           union all
           select seq from (
             select seq from deliveries indexed by deliveries_ready
             where channel = ?1 and state = 0 and due_at > 0 order by due_at limit ${LOOKED_AT}
           )
         )
       )`,
    );
  }

  /**
   * What each query asks for, in their order. However many ask, each channel is read once. Channels that have nothing
   * pending nor dead are left out.
   */
  depths(queries: readonly DepthQuery[]): ChannelDepth[][] {
    const known = new Map<ChannelState, ChannelDepth>();
    return queries.map((query) =>
      this.#statesOf(query)
        .filter(({ pending, dead }) => pending > 0 || dead > 0)
        .map((state) => {
          const depth = known.get(state) ?? this.#depthOf(state);
          known.set(state, depth);
          return depth;
        }),
    );
  }

  #statesOf({ channel }: DepthQuery): readonly ChannelState[] {
    if (channel === undefined) return this.#book.all();
    const state = this.#book.named(channel);
    return state === undefined ? [] : [state];
  }

  #depthOf(state: ChannelState): ChannelDepth {
    const { name: channel, pending, dead } = state;
    return { channel, pending, dead, oldestPendingAt: this.#oldestPendingAt(state) };
  }

  #oldestPendingAt({ id, pending }: ChannelState): number | undefined {
    return id === undefined || pending === 0 ? undefined : this.#oldest.first(id)?.publishedAt;
  }
}
