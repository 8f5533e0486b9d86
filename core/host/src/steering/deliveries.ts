import type { Bus } from '@headwind/bus';
import type { DeliveryDetails, DeliveryFilter, DeliveryPage, DeliveryQueue, PageRequest } from '@headwind/bus/queue';

/** So many dead letters at a time, so that publishing and delivering go on between. */
const CHUNK = 100;

/** Which dead letters: there is no choice of the state. */
export type DeadLetterFilter = Omit<DeliveryFilter, 'state'>;

export interface DeadLetterPage {
  /** At most so many. */
  readonly limit: number;
  /** The `next` of the answer before. */
  readonly after?: string;
  /** Aborted when nobody waits for the answer any more: no further chunk is begun. */
  readonly signal?: AbortSignal;
}

/** How many dead letters something was done with, and where to go on when there may be more. */
export interface DeadLetterCount {
  readonly count: number;
  readonly next?: string;
}

/** What is stored of deliveries, and what an operator does with dead letters. */
export class Deliveries {
  readonly #queue: Pick<DeliveryQueue, 'list' | 'listIds' | 'find'>;
  readonly #bus: Pick<Bus, 'replay' | 'discard'>;

  constructor(queue: Pick<DeliveryQueue, 'list' | 'listIds' | 'find'>, bus: Pick<Bus, 'replay' | 'discard'>) {
    this.#queue = queue;
    this.#bus = bus;
  }

  /** @throws `CURSOR_INVALID` */
  list(filter: DeliveryFilter, page: PageRequest): Promise<DeliveryPage> {
    return this.#queue.list(filter, page);
  }

  find(deliveryId: string): Promise<DeliveryDetails | undefined> {
    return this.#queue.find(deliveryId);
  }

  /** False when there is no such dead letter. */
  replay(deliveryId: string): Promise<boolean> {
    return this.#bus.replay(deliveryId);
  }

  /** False when there is no such dead letter. */
  discard(deliveryId: string): Promise<boolean> {
    return this.#bus.discard(deliveryId);
  }

  /**
   * Sends dead letters on their way again, oldest first. One that dies again meanwhile is behind the cursor and is not
   * met a second time.
   *
   * @throws `CURSOR_INVALID`
   */
  replayDeadLetters(filter: DeadLetterFilter, page: DeadLetterPage): Promise<DeadLetterCount> {
    return this.#forEach(filter, page, (id) => this.#bus.replay(id));
  }

  /** @throws `CURSOR_INVALID` */
  discardDeadLetters(filter: DeadLetterFilter, page: DeadLetterPage): Promise<DeadLetterCount> {
    return this.#forEach(filter, page, (id) => this.#bus.discard(id));
  }

  /** @throws `CURSOR_INVALID` */
  countDeadLetters(filter: DeadLetterFilter, page: DeadLetterPage): Promise<DeadLetterCount> {
    return this.#forEach(filter, page, async () => true);
  }

  /** @param act says whether it was still a dead letter */
  async #forEach(
    filter: DeadLetterFilter,
    { limit, after, signal }: DeadLetterPage,
    act: (id: string) => Promise<boolean>,
  ): Promise<DeadLetterCount> {
    let count = 0;
    let seen = 0;
    let next = after;
    do {
      const page = { limit: Math.min(CHUNK, limit - seen), ...(next !== undefined && { after: next }) };
      const found = await this.#queue.listIds({ ...filter, state: 'dead' }, page);
      const done = await Promise.all(found.ids.map(act));
      count += done.filter(Boolean).length;
      seen += found.ids.length;
      next = found.next;
    } while (next !== undefined && seen < limit && signal?.aborted !== true);
    return { count, ...(next !== undefined && { next }) };
  }
}
