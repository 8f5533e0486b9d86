import { describe } from 'vitest';
import type { DeliveryQueue } from './queue.js';
import { closingContract } from './queue-contract/closing.js';
import { deadLetterContract } from './queue-contract/dead-letters.js';
import { discardingContract } from './queue-contract/discarding.js';
import { filteringContract } from './queue-contract/filtering.js';
import { findingContract } from './queue-contract/finding.js';
import { leasingContract } from './queue-contract/leasing.js';
import { limitContract } from './queue-contract/limit.js';
import { listingContract } from './queue-contract/listing.js';
import { modelContract } from './queue-contract/model-contract.js';
import { oldestPendingContract } from './queue-contract/oldest-pending.js';
import { pagingContract } from './queue-contract/paging.js';
import { publishingContract } from './queue-contract/publishing.js';
import { releasingContract } from './queue-contract/releasing.js';
import { reopeningContract } from './queue-contract/reopening.js';
import { retryingContract } from './queue-contract/retrying.js';
import { trackQueues } from './queue-contract/track-queues.js';

/** Opens a queue on an empty storage of its own. */
export type MakeQueue = (options: { readonly maxPending?: number }) => Promise<DeliveryQueue>;

/** Closes a queue and opens what it stored again, as after a restart of the host. */
export type ReopenQueue = (queue: DeliveryQueue) => Promise<DeliveryQueue>;

/**
 * Declares a suite that holds a queue to every promise of `DeliveryQueue`. It waits for states, never for a time, so it
 * serves an adapter over a server as well; it closes the queues it opened.
 *
 * @param reopen left out for a queue that does not outlive its process
 */
export function queueContract(name: string, make: MakeQueue, reopen?: ReopenQueue): void {
  describe(`${name} keeps the contract of DeliveryQueue`, () => {
    const queues = trackQueues(make, reopen);
    publishingContract(queues.make);
    limitContract(queues.make);
    leasingContract(queues.make);
    retryingContract(queues.make);
    releasingContract(queues.make);
    deadLetterContract(queues.make);
    discardingContract(queues.make, queues.reopen);
    listingContract(queues.make);
    filteringContract(queues.make);
    pagingContract(queues.make);
    findingContract(queues.make);
    oldestPendingContract(queues.make);
    closingContract(queues.make);
    modelContract(queues.make, queues.reopen);
    if (queues.reopen !== undefined) reopeningContract(queues.make, queues.reopen);
  });
}
