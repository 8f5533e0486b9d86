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
import { matchesFilter } from '@headwind/bus/queue-filter';
import { PAGE_BYTES } from '@headwind/bus/queue-limits';
import type { DeadPlaces } from './dead-places.js';
import type { HandedDelivery } from './held-delivery.js';
import type { Place } from './names.js';
import { inOrder } from './place-order.js';
import type { QueueParts } from './queue-parts.js';
import { type Chunk, ofOneEvent, scan, scanDead } from './scan.js';
import type { Session } from './session.js';
import { deadLetterOf, detailsOf, type KnownDelivery } from './stored-state.js';

/** A page looks at no more chunks; a rare match may need further pages. */
const MOST_CHUNKS = 32;

/** What a page has, and the place of what it looked at last unless that was all. */
interface Listed {
  readonly found: readonly StoredDelivery[];
  readonly last: Place | undefined;
}

/** Lists by what the streams hold. What other hosts have leased counts as pending. */
export class NatsListing {
  readonly #parts: QueueParts;
  readonly #places: DeadPlaces;
  readonly #leased: ReadonlyMap<string, HandedDelivery>;

  /** @param leased by the ids of deliveries */
  constructor(parts: QueueParts, places: DeadPlaces, leased: ReadonlyMap<string, HandedDelivery>) {
    this.#parts = parts;
    this.#places = places;
    this.#leased = leased;
  }

  async list(session: Session, filter: DeliveryFilter, page: PageRequest = {}): Promise<DeliveryPage> {
    const { found, last } = await this.#page(session, filter, page, PAGE_BYTES);
    return { deliveries: found, ...nextOf(last) };
  }

  async listIds(session: Session, filter: DeliveryFilter, page: PageRequest = {}): Promise<DeliveryIdPage> {
    const { found, last } = await this.#page(session, filter, page, Number.POSITIVE_INFINITY);
    return { ids: found.map(({ id }) => id), ...nextOf(last) };
  }

  async find(session: Session, deliveryId: string): Promise<DeliveryDetails | undefined> {
    const { eventId, channel } = namesIn(deliveryId);
    const [known] = await ofOneEvent(this.#parts, session, eventId, channel);
    return known && detailsOf(this.#parts.reading, session, known, this.#leased.has(deliveryId));
  }

  async #page(session: Session, filter: DeliveryFilter, request: PageRequest, mostBytes: number): Promise<Listed> {
    const { limit = 100, order = 'oldest', after } = request;
    const place = after === undefined ? undefined : toPlace(after);
    const compare = inOrder(order);
    const found: StoredDelivery[] = [];
    let bytes = 0;
    let chunks = 0;
    let last = place;
    for await (const { known, upTo, hasMore = false } of this.#chunks(session, filter, order, place, limit)) {
      const wanted = known.filter(
        (each) => (place === undefined || compare(each, place) > 0) && mayMatch(each, filter),
      );
      const stored = await Promise.all(wanted.map((each) => this.#stored(session, each)));
      for (const [index, each] of wanted.entries()) {
        const delivery = stored[index];
        if (delivery !== undefined && isOrAny(delivery.state, filter.state)) {
          const size = mostBytes === Number.POSITIVE_INFINITY ? 0 : Buffer.byteLength(JSON.stringify(delivery.event));
          const isFull = found.length >= limit || (found.length > 0 && bytes + size > mostBytes);
          if (isFull) return { found, last };
          found.push(delivery);
          if (filter.state === 'dead') this.#places.noteListed(delivery.id, each);
          bytes += size;
        }
        last = each;
      }
      last = upTo;
      chunks += 1;
      if (chunks === MOST_CHUNKS || (hasMore && found.length >= limit)) return { found, last };
    }
    return { found, last: undefined };
  }

  #chunks(
    session: Session,
    filter: DeliveryFilter,
    order: PageRequest['order'],
    after: Place | undefined,
    limit: number,
  ): AsyncGenerator<Chunk> | readonly Chunk[] {
    if (filter.state === 'dead') {
      return scanDead(this.#parts, this.#places, session, filter, order, after, limit);
    }
    if (filter.state === 'leased') return this.#leasedChunks(order);
    return scan(this.#parts, session, filter, order, after);
  }

  #leasedChunks(order: PageRequest['order']): readonly Chunk[] {
    const known = [...this.#leased.values()].map(({ held, delivery: { event } }) => ({ ...held, event }));
    known.sort(inOrder(order));
    const upTo = known.at(-1);
    return upTo === undefined ? [] : [{ known, upTo }];
  }

  async #stored(session: Session, known: KnownDelivery): Promise<StoredDelivery | undefined> {
    const { reading } = this.#parts;
    if (known.dead !== undefined) return deadLetterOf(reading, session, known, known.dead);
    const details = await detailsOf(reading, session, known, this.#leased.has(known.id));
    return details?.delivery;
  }
}

/** Whether it matches but for its state. */
function mayMatch(known: KnownDelivery, { state, ...rest }: DeliveryFilter): boolean {
  return matchesFilter({ ...known, state: 'pending' }, rest);
}

function isOrAny(value: string, wanted: string | undefined): boolean {
  return wanted === undefined || value === wanted;
}

function nextOf(last: Place | undefined): { readonly next?: string } {
  return last === undefined ? {} : { next: cursorOf([last.seq, last.index]) };
}

function toPlace(cursor: string): Place {
  const [seq = 0, index = 0] = placeOf(cursor, 2);
  return { seq, index };
}
