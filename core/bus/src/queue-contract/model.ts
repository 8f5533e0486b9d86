import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryQueue, LeasedDelivery } from '../queue.js';
import type { MakeQueue, ReopenQueue } from '../queue-contract.js';
import { eventOf } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter } from './take.js';

const CHANNELS = ['chat', 'pager'] as const;
type Channel = (typeof CHANNELS)[number];

const channel = fc.constantFrom(...CHANNELS);
const workload = fc.constantFrom('web', 'api', 'db');
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      events: fc.array(fc.record({ workload, channels: fc.subarray([...CHANNELS]) }), { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('lease' as const), channel, limit: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(100),
      end: fc.constantFrom('delivered' as const, 'dead' as const, 'retry' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
);

/** What must be in the queue: for each channel and workload the unsettled event ids as published, and what is leased. */
class Model {
  readonly leased: LeasedDelivery[] = [];
  dead = 0;
  readonly #lines = new Map<string, string[]>();

  publish(eventId: string, workloadName: string, channels: readonly string[]): void {
    for (const each of channels) {
      const key = `${each} ${workloadName}`;
      this.#lines.set(key, [...(this.#lines.get(key) ?? []), eventId]);
    }
  }

  /** Whether a lease of the channel has something to give. */
  offers(of: Channel): boolean {
    const taken = new Set(this.leased.map(({ id }) => id));
    return [...this.#lines].some(
      ([key, [first]]) => key.startsWith(`${of} `) && first !== undefined && !taken.has(`${first}/${of}`),
    );
  }

  /** Checks that it is the delivery's turn and that nobody else has it. */
  lease(delivery: LeasedDelivery): void {
    expect(this.#lineOf(delivery)[0]).toBe(delivery.event.id);
    expect(this.leased.map(({ id }) => id)).not.toContain(delivery.id);
    this.leased.push(delivery);
  }

  settle(delivery: LeasedDelivery, end: 'delivered' | 'dead' | 'retry'): void {
    this.leased.splice(this.leased.indexOf(delivery), 1);
    if (end !== 'retry') this.#lineOf(delivery).shift();
    this.dead += end === 'dead' ? 1 : 0;
  }

  pending(): number {
    return [...this.#lines.values()].reduce((sum, line) => sum + line.length, 0);
  }

  #lineOf({ channel: of, event }: LeasedDelivery): string[] {
    return this.#lines.get(`${of} ${event.workload.name}`) ?? [];
  }
}

export function modelContract(make: MakeQueue, reopen: ReopenQueue | undefined): void {
  describe('whatever is published, leased and settled', () => {
    it('keeps the order of each workload and loses nothing', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          let queue = await make({});
          const model = new Model();
          for (const each of steps) {
            if (each.do === 'publish') {
              const events = each.events.map((drawn) => ({ event: eventOf(drawn.workload), channels: drawn.channels }));
              expect(await queue.publish(events)).toEqual(events.map(() => 'stored'));
              for (const { event, channels } of events) model.publish(event.id, event.workload.name, channels);
            } else if (each.do === 'lease') {
              await leaseSome(queue, model, each.channel, each.limit);
            } else if (each.do === 'settle') {
              await settleOne(queue, model, each.which, each.end);
            } else if (reopen !== undefined) {
              queue = await reopen(queue);
              model.leased.length = 0;
            }
          }
          expect(await queue.depth()).toEqual({ pending: model.pending(), dead: model.dead });
          await drain(queue, model);
          expect(await queue.depth()).toEqual({ pending: 0, dead: model.dead });
          await queue.close();
        }),
        { numRuns: 40 },
      );
    });
  });
}

async function leaseSome(queue: DeliveryQueue, model: Model, from: Channel, limit: number): Promise<void> {
  if (!model.offers(from)) return;
  const deliveries = await queue.lease(from, limit, new AbortController().signal);
  expect(deliveries.length).toBeGreaterThan(0);
  expect(deliveries.length).toBeLessThanOrEqual(limit);
  for (const delivery of deliveries) model.lease(delivery);
}

async function settleOne(
  queue: DeliveryQueue,
  model: Model,
  which: number,
  end: 'delivered' | 'dead' | 'retry',
): Promise<void> {
  const delivery = model.leased[which % model.leased.length];
  if (delivery === undefined) return;
  const settlements = { delivered: deliveredAfter, dead: deadAfter, retry: retryAtOnce };
  await queue.settle(delivery, settlements[end](delivery));
  model.settle(delivery, end);
}

function retryAtOnce(delivery: LeasedDelivery) {
  return retryAfter(delivery, Date.now());
}

async function drain(queue: DeliveryQueue, model: Model): Promise<void> {
  while (model.pending() > 0) {
    for (const from of CHANNELS) await leaseSome(queue, model, from, 4);
    await settleOne(queue, model, 0, 'delivered');
  }
}
