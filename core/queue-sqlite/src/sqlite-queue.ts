import type { CodedError } from '@headwind/bus/coded-error';
import type {
  DeliveryFilter,
  DeliveryQueue,
  DeliveryState,
  LeasedDelivery,
  Publication,
  PublishResult,
  QueueDepth,
  Settlement,
  StoredDelivery,
} from '@headwind/bus/queue';
import type { HeadwindEvent } from '@headwind/plugin-api';
import type { HandedDelivery } from './lease-window.js';
import type { LeaseWindows } from './lease-windows.js';
import { storedEvent } from './stored-event.js';
import { type ChannelDepth, DEAD, DELIVERED, PENDING, type StateCode, type StoredRow } from './turn.js';
import type { TurnLoop } from './turn-loop.js';

const CODES = { pending: PENDING, delivered: DELIVERED, dead: DEAD } as const;
const STATES: Readonly<Record<StateCode, DeliveryState>> = {
  [PENDING]: 'pending',
  [DELIVERED]: 'delivered',
  [DEAD]: 'dead',
};

/** The main thread's side of the queue: what is leased, and the requests to the worker. */
export class SqliteQueue implements DeliveryQueue {
  readonly brokenDown: Promise<CodedError>;
  readonly #leased = new Map<string, HandedDelivery>();
  readonly #loop: TurnLoop;
  readonly #windows: LeaseWindows;

  constructor(loop: TurnLoop, windows: LeaseWindows) {
    this.#loop = loop;
    this.#windows = windows;
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
      at: whole(settlement.at),
      retryAt: whole(settlement.retryAt ?? 0),
      error: settlement.error ?? null,
    };
    this.#leased.delete(id);
    return this.#loop.settle(row);
  }

  async list({ state, channel, limit = 100 }: DeliveryFilter): Promise<readonly StoredDelivery[]> {
    const number = channel === undefined ? undefined : this.#windows.numberOf(channel);
    if (state === 'leased') {
      const deliveries = [...this.#leased.values()]
        .filter((handed) => number === undefined || handed.channel === number)
        .sort((a, b) => a.seq - b.seq)
        .slice(0, limit)
        .map((handed) => ({ seq: handed.seq, channel: handed.channel }));
      const rows = await this.#loop.ask(({ lists }) => lists.add({ deliveries }));
      return rows.map((row) => this.#stored(row));
    }
    const code = state === undefined ? undefined : CODES[state];
    // The worker takes leased deliveries for pending ones: with so many more, enough are left.
    const atMost = limit + (state === 'pending' ? this.#leased.size : 0);
    const rows = await this.#loop.ask(({ lists }) => lists.add({ state: code, channel: number, limit: atMost }));
    return rows
      .map((row) => this.#stored(row))
      .filter((stored) => state === undefined || stored.state === state)
      .slice(0, limit);
  }

  async replay(deliveryId: string): Promise<boolean> {
    // Names of channels have no slash.
    const slash = deliveryId.lastIndexOf('/');
    const eventId = deliveryId.slice(0, Math.max(slash, 0));
    const channel = this.#windows.numberOf(deliveryId.slice(slash + 1));
    return this.#loop.ask(({ replays }) => replays.add({ eventId, channel }));
  }

  async depth(channel?: string): Promise<QueueDepth> {
    const total = { pending: 0, dead: 0 };
    for (const { pending, dead } of await this.#depthsOf(channel)) {
      total.pending += pending;
      total.dead += dead;
    }
    return total;
  }

  async depths(): Promise<ReadonlyMap<string, QueueDepth>> {
    const depths = await this.#depthsOf(undefined);
    return new Map(depths.map(({ channel, pending, dead }) => [channel, { pending, dead }]));
  }

  async close(): Promise<void> {
    const ended = this.#loop.close();
    this.#windows.close();
    this.#leased.clear();
    return ended;
  }

  async #depthsOf(channel: string | undefined): Promise<readonly ChannelDepth[]> {
    const number = channel === undefined ? undefined : this.#windows.numberOf(channel);
    return this.#loop.ask(({ depths }) => depths.add({ channel: number }));
  }

  #stored({ seq, body, state, firstAttemptAt, lastAttemptAt, lastError, ...row }: StoredRow): StoredDelivery {
    const event = storedEvent({ seq, body });
    const id = `${event.id}/${row.channel}`;
    return {
      ...row,
      id,
      event,
      state: this.#leased.has(id) ? 'leased' : STATES[state],
      ...(firstAttemptAt !== null && { firstAttemptAt }),
      ...(lastAttemptAt !== null && { lastAttemptAt }),
      ...(lastError !== null && { lastError }),
    };
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
