import { afterEach } from 'vitest';
import type { DeliveryQueue } from '../queue.js';
import type { MakeQueue, ReopenQueue } from '../queue-contract.js';

/** Closes after each test the queues that it opened. */
export function trackQueues(
  make: MakeQueue,
  reopen: ReopenQueue | undefined,
): { readonly make: MakeQueue; readonly reopen: ReopenQueue | undefined } {
  const opened: DeliveryQueue[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queue) => queue.close()));
  });
  const track = (queue: DeliveryQueue): DeliveryQueue => {
    opened.push(queue);
    return queue;
  };
  return {
    make: async (options) => track(await make(options)),
    reopen: reopen && (async (queue) => track(await reopen(queue))),
  };
}
