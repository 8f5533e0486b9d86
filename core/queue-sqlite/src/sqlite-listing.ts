import { namesIn } from '@headwind/bus/delivery-id';
import type {
  DeliveryDetails,
  DeliveryFilter,
  DeliveryIdPage,
  DeliveryPage,
  PageRequest,
  StoredDelivery,
} from '@headwind/bus/queue';
import { cursorOf, placeOf } from '@headwind/bus/queue-cursor';
import { PAGE_BYTES } from '@headwind/bus/queue-limits';
import type { HandedDelivery } from './lease-window.js';
import { leasedPage } from './leased-page.js';
import type { ListAnswer, MatchQuery, Place } from './reading.js';
import { CODES } from './state-code.js';
import { storedAttempts, storedDelivery } from './stored-delivery.js';
import type { TurnLoop } from './turn-loop.js';

/** A page takes no more turns; each looks at a bounded part, so a rare match may need further pages. */
const TURNS = 10;

/** What a turn is to give a page. */
type Room = Pick<MatchQuery, 'count' | 'withEvents' | 'bytes' | 'mayExceed'>;

/** The main thread's side of lists: pages out of turns. The worker takes leased deliveries for pending ones. */
export class SqliteListing {
  readonly #loop: TurnLoop;
  readonly #leased: ReadonlyMap<string, HandedDelivery>;

  /** @param leased by the ids of deliveries */
  constructor(loop: TurnLoop, leased: ReadonlyMap<string, HandedDelivery>) {
    this.#loop = loop;
    this.#leased = leased;
  }

  async list(filter: DeliveryFilter, page: PageRequest = {}): Promise<DeliveryPage> {
    if (filter.state === 'leased') return this.#listLeased(filter, page);
    const { limit = 100 } = page;
    const deliveries: StoredDelivery[] = [];
    let bytes = 0;
    const room = (): Room => ({
      count: limit - deliveries.length,
      withEvents: true,
      bytes: PAGE_BYTES - bytes,
      mayExceed: deliveries.length === 0,
    });
    const next = await this.#read(filter, page, room, ({ rows }) => {
      for (const row of rows) {
        const stored = this.#stored(row);
        if (filter.state !== undefined && stored.state !== filter.state) continue;
        deliveries.push(stored);
        bytes += row.bytes;
      }
    });
    return { deliveries, ...next };
  }

  async listIds(filter: DeliveryFilter, page: PageRequest = {}): Promise<DeliveryIdPage> {
    const { limit = 100 } = page;
    if (filter.state === 'leased') {
      if (this.#loop.refusal !== undefined) throw this.#loop.refusal;
      const { handed, next } = leasedPage(this.#leased.values(), filter, page);
      return { ids: handed.map(({ delivery }) => delivery.id), ...next };
    }
    const ids: string[] = [];
    const room = (): Room => ({ count: limit - ids.length, withEvents: false, bytes: PAGE_BYTES, mayExceed: true });
    const next = await this.#read(filter, page, room, (answer) => {
      ids.push(...answer.ids.filter((id) => filter.state !== 'pending' || !this.#leased.has(id)));
    });
    return { ids, ...next };
  }

  async find(deliveryId: string): Promise<DeliveryDetails | undefined> {
    const found = await this.#loop.ask(({ finds }) => finds.add(namesIn(deliveryId)));
    return found && { delivery: this.#stored(found.row), attempts: storedAttempts(found) };
  }

  async #listLeased(filter: DeliveryFilter, page: PageRequest): Promise<DeliveryPage> {
    const { handed, next } = leasedPage(this.#leased.values(), filter, page, PAGE_BYTES);
    const deliveries = handed.map(({ seq, channel }) => ({ seq, channel }));
    const { rows } = await this.#loop.ask(({ lists }) => lists.add({ deliveries }));
    const stored = rows.map((row) => this.#stored(row));
    // Some may have been settled meanwhile.
    return { deliveries: stored.filter(({ state }) => state === 'leased'), ...next };
  }

  /** Takes turns until the page is full, there is no more, or it has taken enough. */
  async #read(
    filter: DeliveryFilter,
    { after, order }: PageRequest,
    room: () => Room,
    take: (answer: ListAnswer) => void,
  ): Promise<{ readonly next?: string }> {
    let place = after === undefined ? undefined : toPlace(after);
    for (let turn = 0; turn < TURNS && room().count > 0; turn += 1) {
      const query = { ...conditions(filter), ...room(), newestFirst: order === 'newest', after: place };
      const answer = await this.#loop.ask(({ lists }) => lists.add(query));
      take(answer);
      if (answer.next === undefined) return {};
      if (answer.next.seq === place?.seq && answer.next.channel === place.channel) break;
      place = answer.next;
    }
    return place === undefined ? {} : { next: cursorOf([place.seq, place.channel]) };
  }

  #stored(row: ListAnswer['rows'][number]): StoredDelivery {
    return storedDelivery(row, (id) => this.#leased.has(id));
  }
}

function conditions(filter: DeliveryFilter) {
  const { state, channel, eventId, kind, namespace, workload, publishedFrom, publishedBefore } = filter;
  const code = state === undefined || state === 'leased' ? undefined : CODES[state];
  return { state: code, channel, eventId, kind, namespace, workload, publishedFrom, publishedBefore };
}

function toPlace(cursor: string): Place {
  const [seq = 0, channel = 0] = placeOf(cursor, 2);
  return { seq, channel };
}
