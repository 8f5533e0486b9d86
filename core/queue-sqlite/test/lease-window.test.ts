import { expect, it } from 'vitest';
import { type HandedDelivery, LeaseWindow } from '../src/lease-window.js';
import { NEVER_ABORTED, publicationOf } from './sample-events.js';

const MIB = 2 ** 20;

function handed(seq: number, bytes: number): HandedDelivery {
  const { event } = publicationOf('web');
  const delivery = { id: `${event.id}/chat`, channel: 'chat', event, publishedAt: 0, attempts: 0, retries: 0 };
  return { seq, channel: 0, delivery, bytes };
}

it('has as much room after a delivery was put back as before it was leased', async () => {
  const window = new LeaseWindow(Date.now, () => undefined);
  window.add([handed(1, MIB), handed(2, 2 * MIB)], false, undefined);
  const before = window.wanted;
  expect(before.bytes).toBe(MIB);
  const [first] = await window.lease(1, NEVER_ABORTED);
  if (first === undefined) throw new Error('nothing was leased');
  expect(window.wanted).toMatchObject({ count: before.count + 1, bytes: 2 * MIB });
  window.putBack(first);
  expect(window.wanted).toEqual(before);
  expect((await window.lease(2, NEVER_ABORTED)).map(({ seq }) => seq)).toEqual([1, 2]);
  expect(window.wanted.bytes).toBe(4 * MIB);
});
