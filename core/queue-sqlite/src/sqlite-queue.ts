import type { CodedError } from '@headwind/bus/coded-error';
import { namesIn } from '@headwind/bus/delivery-id';
import type {
  DeliveryDetails,
  DeliveryFilter,
  DeliveryIdPage,
  DeliveryPage,
  DeliveryQueue,
  LeasedDelivery,
  PageRequest,
  Publication,
  PublishResult,
  QueueDepth,
  Settlement,
} from '@headwind/bus/queue';
import { sumOfDepths } from '@headwind/bus/queue-depth';
import type { HeadwindEvent } from '@headwind/plugin-api';
import type { HandedDelivery } from './lease-window.js';
import type { LeaseWindows } from './lease-windows.js';
import { SqliteListing } from './sqlite-listing.js';
import { CODES } from './state-code.js';
import type { TurnLoop } from './turn-loop.js';

/** The main thread's side of the queue: what is leased, and the requests to the worker. */
export class SqliteQueue implements DeliveryQueue {
  readonly brokenDown: Promise<CodedError>;
  readonly #leased = new Map<string, HandedDelivery>();
  readonly #loop: TurnLoop;
  readonly #windows: LeaseWindows;
  readonly #listing: SqliteListing;

  constructor(loop: TurnLoop, windows: LeaseWindows) {
    this.#loop = loop;
    this.#windows = windows;
    this.#listing = new SqliteListing(loop, this.#leased);
    this.brokenDown = loop.brokenDown;
  }

  publish(publications: readonly Publication[]): Promise<readonly PublishResult[]> {
    const rows = publications.map(({ event, channels }) => ({
      id: event.id,
      workload: workloadOf(event),
      body: JSON.stringify(event),
      channels: [...new Set(channels)].map((channel) => this.#windows.numberOf(channel)),
    }));
    return this.#loop.ask(({ calls }) => calls.add({ rows, events: publications.map(({ event }) => event) }));
  }

  async lease(channel: string, limit: number, signal: AbortSignal): Promise<readonly LeasedDelivery[]> {
    if (this.#loop.refusal !== undefined) throw this.#loop.refusal;
    const handed = await this.#windows.of(channel).lease(limit, signal);
    return handed.map((each) => {
      this.#leased.set(each.delivery.id, each);
      return each.delivery;
    });
  }

  async settle({ id }: LeasedDelivery, settlement: Settlement): Promise<void> {
    if (this.#loop.refusal !== undefined) throw this.#loop.refusal;
    const handed = this.#leased.get(id);
    if (handed === undefined) return;
    const row = {
      seq: handed.seq,
      channel: handed.channel,
      workload: workloadOf(handed.delivery.event),
      state: CODES[settlement.state],
      attempts: whole(settlement.attempts),
      retries: whole(settlement.retries),
      firstAttemptAt: whole(settlement.firstAttemptAt),
      begunAt: whole(settlement.begunAt),
      at: whole(settlement.at),
      retryAt: whole(settlement.retryAt ?? 0),
      error: settlement.error ?? null,
      reason: settlement.reason ?? null,
    };
    this.#leased.delete(id);
    return this.#loop.settle(row);
  }

  release({ id }: LeasedDelivery): void {
    const handed = this.#leased.get(id);
    if (handed === undefined || this.#loop.refusal !== undefined) return;
    this.#leased.delete(id);
    this.#windows.of(handed.delivery.channel).putBack(handed);
  }

  list(filter: DeliveryFilter, page?: PageRequest): Promise<DeliveryPage> {
    return this.#listing.list(filter, page);
  }

  listIds(filter: DeliveryFilter, page?: PageRequest): Promise<DeliveryIdPage> {
    return this.#listing.listIds(filter, page);
  }

  find(deliveryId: string): Promise<DeliveryDetails | undefined> {
    return this.#listing.find(deliveryId);
  }

  async replay(deliveryId: string): Promise<boolean> {
    return this.#loop.ask(({ replays }) => replays.add(namesIn(deliveryId)));
  }

  async discard(deliveryId: string): Promise<boolean> {
    return this.#loop.ask(({ discards }) => discards.add(namesIn(deliveryId)));
  }

  async depth(channel?: string): Promise<QueueDepth> {
    return sumOfDepths(await this.#depthsOf(channel));
  }

  async depths(): Promise<ReadonlyMap<string, QueueDepth>> {
    const depths = await this.#depthsOf(undefined);
    return new Map(depths.map(({ channel, ...depth }) => [channel, depth]));
  }

  async close(): Promise<void> {
    const ended = this.#loop.close();
    this.#windows.close();
    this.#leased.clear();
    return ended;
  }

  async #depthsOf(channel: string | undefined): Promise<readonly (QueueDepth & { readonly channel: string })[]> {
    const depths = await this.#loop.ask((collection) => collection.depths.add({ channel }));
    return depths.map(({ oldestPendingAt, ...counts }) =>
      oldestPendingAt === undefined ? counts : { ...counts, oldestPendingAt },
    );
  }
}

function workloadOf({ workload }: HeadwindEvent): string {
  return `${workload.namespace}/${workload.name}`;
}

/** The tables take whole numbers only; a back-off with jitter is not one. */
function whole(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`a settlement has a number that is ${value}`);
  return Math.max(0, Math.ceil(value));
}
