import type { Bus } from '@headwind/bus';
import { CodedError } from '@headwind/bus/coded-error';
import { namesIn } from '@headwind/bus/delivery-id';
import type { DeliveryDetails, DeliveryFilter, DeliveryPage, DeliveryQueue, PageRequest } from '@headwind/bus/queue';
import { CHANNEL_NOT_FOUND } from '../config/config-errors.js';
import type { Log } from '../log/log.js';

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

export interface DeliveriesParts {
  readonly queue: Pick<DeliveryQueue, 'list' | 'listIds' | 'find'>;
  readonly bus: Pick<Bus, 'replay' | 'discard'>;
  readonly isConfigured: (channel: string) => boolean;
  /** Keeps what operators do. */
  readonly log: Log;
}

/** What is stored of deliveries, and what an operator does with dead letters. */
export class Deliveries {
  readonly #queue: Pick<DeliveryQueue, 'list' | 'listIds' | 'find'>;
  readonly #bus: Pick<Bus, 'replay' | 'discard'>;
  readonly #isConfigured: (channel: string) => boolean;
  readonly #log: Log;

  constructor({ queue, bus, isConfigured, log }: DeliveriesParts) {
    this.#queue = queue;
    this.#bus = bus;
    this.#isConfigured = isConfigured;
    this.#log = log;
  }

  /** @throws `CURSOR_INVALID` */
  list(filter: DeliveryFilter, page: PageRequest): Promise<DeliveryPage> {
    return this.#queue.list(filter, page);
  }

  find(deliveryId: string): Promise<DeliveryDetails | undefined> {
    return this.#queue.find(deliveryId);
  }

  /**
   * False when there is no such dead letter.
   *
   * @throws `CHANNEL_NOT_FOUND` when the configuration does not have its channel: it would wait for nobody
   */
  async replay(deliveryId: string): Promise<boolean> {
    const { channel } = namesIn(deliveryId);
    if (!this.#isConfigured(channel)) {
      if ((await this.#queue.find(deliveryId)) === undefined) return false;
      throw new CodedError(CHANNEL_NOT_FOUND, `The configuration has no channel ${JSON.stringify(channel)}.`, {
        remedy: 'Give it back its name, or discard the dead letter.',
      });
    }
    const isReplayed = await this.#bus.replay(deliveryId);
    if (isReplayed) this.#log.info('an operator replayed a dead letter', { delivery: deliveryId });
    return isReplayed;
  }

  /** False when there is no such dead letter. */
  async discard(deliveryId: string): Promise<boolean> {
    const isDiscarded = await this.#bus.discard(deliveryId);
    if (isDiscarded) this.#log.info('an operator discarded a dead letter', { delivery: deliveryId });
    return isDiscarded;
  }

  /**
   * Sends dead letters on their way again, oldest first. One that dies again meanwhile is behind the cursor and is not
   * met a second time. Those of channels that the configuration does not have are left alone: they would wait for nobody.
   *
   * @throws `CURSOR_INVALID`
   */
  async replayDeadLetters(filter: DeadLetterFilter, page: DeadLetterPage): Promise<DeadLetterCount> {
    const done = await this.#forEach(filter, page, async (id) => this.#isReplayable(id) && this.#bus.replay(id));
    this.#log.info('an operator replayed dead letters', { ...filter, count: done.count });
    return done;
  }

  /** How many of them a replay would take. */
  countReplayable(filter: DeadLetterFilter, page: DeadLetterPage): Promise<DeadLetterCount> {
    return this.#forEach(filter, page, async (id) => this.#isReplayable(id));
  }

  /** @throws `CURSOR_INVALID` */
  async discardDeadLetters(filter: DeadLetterFilter, page: DeadLetterPage): Promise<DeadLetterCount> {
    const done = await this.#forEach(filter, page, (id) => this.#bus.discard(id));
    this.#log.info('an operator discarded dead letters', { ...filter, count: done.count });
    return done;
  }

  /** @throws `CURSOR_INVALID` */
  countDeadLetters(filter: DeadLetterFilter, page: DeadLetterPage): Promise<DeadLetterCount> {
    return this.#forEach(filter, page, async () => true);
  }

  #isReplayable(deliveryId: string): boolean {
    return this.#isConfigured(namesIn(deliveryId).channel);
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
