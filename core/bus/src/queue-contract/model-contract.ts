import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryFilter, DeliveryQueue, LeasedDelivery } from '../queue.js';
import type { MakeQueue, ReopenQueue } from '../queue-contract.js';
import { matchesFilter } from '../queue-filter.js';
import { listAll } from './list-all.js';
import { Model } from './model.js';
import {
  CHANNELS,
  type DrawnEvent,
  type DrawnFilter,
  type DrawnPage,
  type Listing,
  listings,
  type Step,
  steps,
} from './model-steps.js';
import { eventOf } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter } from './take.js';

export function modelContract(make: MakeQueue, reopen: ReopenQueue | undefined): void {
  describe('whatever is published, leased, settled, released, replayed and discarded', () => {
    it('keeps the order of each workload, loses nothing, and lists what there is', async () => {
      await fc.assert(
        fc.asyncProperty(steps, listings, async (drawn, last) => {
          let queue = await make({});
          const model = new Model();
          for (const step of drawn) {
            if (step.do !== 'reopen') await run(queue, model, step);
            else if (reopen !== undefined) {
              queue = await reopen(queue);
              model.reopen();
            }
          }
          expect(await queue.depth()).toMatchObject(model.depth);
          await sameAttempts(queue, model);
          for (const listing of last) await list(queue, model, listing);
          await drain(queue, model);
          expect(await queue.depth()).toEqual({ ...model.depth, pending: 0 });
          await queue.close();
        }),
        { numRuns: 40 },
      );
    });
  });
}

async function run(queue: DeliveryQueue, model: Model, step: Exclude<Step, { readonly do: 'reopen' }>): Promise<void> {
  switch (step.do) {
    case 'publish':
      return publish(queue, model, step.events);
    case 'lease':
      return leaseSome(queue, model, step.channel, step.limit);
    case 'settle':
      return settleOne(queue, model, step.which, step.end);
    case 'release': {
      const delivery = pick(model.leased, step.which);
      if (delivery === undefined) return;
      queue.release(delivery);
      return model.release(delivery);
    }
    case 'replay':
    case 'discard': {
      const delivery = pick(model.deliveries, step.which);
      if (delivery === undefined) return;
      const isDead = delivery.state === 'dead';
      expect(await queue[step.do](delivery.id)).toBe(isDead);
      if (isDead) model[step.do](delivery.id);
      return;
    }
    case 'list':
      return list(queue, model, step);
  }
}

async function publish(queue: DeliveryQueue, model: Model, events: readonly DrawnEvent[]): Promise<void> {
  const publications = events.map(({ workload: name, namespace, kind, channels }) => {
    const event = eventOf(name);
    return { event: { ...event, kind, workload: { namespace, name } }, channels };
  });
  expect(await queue.publish(publications)).toEqual(events.map(() => 'stored'));
  for (const publication of publications) model.publish(publication);
}

async function leaseSome(queue: DeliveryQueue, model: Model, channel: string, limit: number): Promise<void> {
  if (!model.offers(channel)) return;
  const deliveries = await queue.lease(channel, limit, new AbortController().signal);
  expect(deliveries.length).toBeGreaterThan(0);
  expect(deliveries.length).toBeLessThanOrEqual(limit);
  for (const delivery of deliveries) model.lease(delivery);
}

async function settleOne(
  queue: DeliveryQueue,
  model: Model,
  which: number,
  end: 'delivered' | 'dead' | 'pending',
): Promise<void> {
  const delivery = pick(model.leased, which);
  if (delivery === undefined) return;
  const settlements = { delivered: deliveredAfter, dead: deadAfter, pending: retryAtOnce };
  await queue.settle(delivery, settlements[end](delivery));
  model.settle(delivery, end);
}

/** Pages of deliveries and of ids have each delivery of the model that matches once, in the order of events. */
async function list(queue: DeliveryQueue, model: Model, { filter: drawn, page }: Listing): Promise<void> {
  const all = await listAll(queue);
  expect(all.map(({ id, state }) => `${id} ${state}`).sort()).toEqual(
    model.deliveries.map(({ id, state }) => `${id} ${state}`).sort(),
  );
  const filter = filterOf(drawn, all);
  const expected = all.filter((delivery) => matchesFilter(delivery, filter)).map(({ id }) => id);
  const listed = (await listAll(queue, filter, page)).map(({ id }) => id);
  expect(await allIds(queue, filter, page)).toEqual(listed);
  expect([...listed].sort()).toEqual([...expected].sort());
  const orders = new Map(model.deliveries.map(({ id, order }) => [id, order]));
  const inOrder = listed.map((id) => orders.get(id) ?? -1);
  expect(inOrder).toEqual([...inOrder].sort((a, b) => (page.order === 'oldest' ? a - b : b - a)));
}

function filterOf(drawn: DrawnFilter, all: Awaited<ReturnType<typeof listAll>>): DeliveryFilter {
  const { eventOf: event, publishedFrom, publishedBefore, ...rest } = drawn;
  const of = (which: number | undefined) => (which === undefined ? undefined : pick(all, which));
  const [one, from, before] = [of(event), of(publishedFrom), of(publishedBefore)];
  return {
    ...rest,
    ...(one !== undefined && { eventId: one.event.id }),
    ...(from !== undefined && { publishedFrom: from.publishedAt }),
    ...(before !== undefined && { publishedBefore: before.publishedAt }),
  };
}

async function allIds(queue: DeliveryQueue, filter: DeliveryFilter, page: DrawnPage): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const { ids, next } = await queue.listIds(filter, { ...page, ...(after !== undefined && { after }) });
    found.push(...ids);
    after = next;
  } while (after !== undefined);
  return found;
}

async function sameAttempts(queue: DeliveryQueue, model: Model): Promise<void> {
  for (const { id, state, attempts } of model.deliveries) {
    const found = await queue.find(id);
    expect(found?.delivery).toMatchObject({ id, state, attempts: attempts.length });
    expect(found?.attempts.map((attempt) => [attempt.number, attempt.state])).toEqual(
      attempts.map((each, place) => [place + 1, each]),
    );
  }
}

function retryAtOnce(delivery: LeasedDelivery) {
  return retryAfter(delivery, Date.now());
}

async function drain(queue: DeliveryQueue, model: Model): Promise<void> {
  while (model.depth.pending > 0) {
    for (const channel of CHANNELS) await leaseSome(queue, model, channel, 4);
    await settleOne(queue, model, 0, 'delivered');
  }
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % items.length];
}
