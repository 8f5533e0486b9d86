import { join } from 'node:path';
import { Bus } from '@headwind/bus';
import { MemoryQueue } from '@headwind/bus/memory-queue';
import type { DeliveryQueue } from '@headwind/bus/queue';
import type { EventDraft } from '@headwind/plugin-api';
import { openSqliteStorage } from '@headwind/queue-sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DeliveryWitness } from '../support/delivery-witness.js';
import { testFolder } from '../support/folder.js';

const REOPENINGS = 100;
const EVENTS_EACH = 12;
const WORKLOADS = 7;
const LANE = { concurrency: 4, timeoutMs: 30_000, retry: { forMs: 60_000, minMs: 0, maxMs: 1 } };

async function openSqlite(): Promise<DeliveryQueue> {
  const path = join(await testFolder(), 'queue.db');
  const { queue } = await openSqliteStorage({ path, maxPending: 1_000_000, retentionMs: 86_400_000 });
  return queue;
}

/** With ids from `first` on, so that their order is that of the numbers. */
function draftsFrom(first: number): EventDraft[] {
  return Array.from({ length: EVENTS_EACH }, (_, index) => ({
    id: String(first + index),
    kind: 'update_completed',
    workload: { namespace: 'production', name: `w${(first + index) % WORKLOADS}` },
    data: { currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' },
  }));
}

describe.each<[string, () => Promise<DeliveryQueue>]>([
  ['in memory', async () => new MemoryQueue()],
  ['in SQLite', openSqlite],
])(`a channel that is closed and opened ${REOPENINGS} times under load, its queue %s`, (_, openQueue) => {
  it('delivers every event exactly once, those of a workload in order', async () => {
    const queue = await openQueue();
    const errors: string[] = [];
    const nothing = () => undefined;
    const log = { debug: nothing, info: nothing, warn: nothing, error: (message: string) => errors.push(message) };
    const bus = new Bus({ queue, log });
    onTestFinished(async () => {
      await bus.stop(0);
      await queue.close();
    });
    const witness = new DeliveryWitness();
    const open = () => bus.openChannel('a', (event, attempt) => witness.deliver(event, attempt), LANE);
    bus.addChannel('a', 'witness', () => true);

    for (let reopenings = 0; reopenings < REOPENINGS; reopenings += 1) {
      open();
      const { attempts } = witness;
      await bus.publish(draftsFrom(reopenings * EVENTS_EACH), 'test');
      await vi.waitFor(() => expect(witness.attempts).toBeGreaterThan(attempts), { interval: 1, timeout: 20_000 });
      await bus.closeChannel('a');
      expect(witness.underWay).toBe(0);
    }
    open();
    await vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ pending: 0, dead: 0 }), {
      timeout: 20_000,
    });

    const published = Array.from({ length: REOPENINGS * EVENTS_EACH }, (_, id) => id);
    expect(witness.delivered.map(Number).toSorted((one, other) => one - other)).toEqual(published);
    for (let workload = 0; workload < WORKLOADS; workload += 1) {
      const ids = witness.delivered.map(Number).filter((id) => id % WORKLOADS === workload);
      expect(ids).toEqual(ids.toSorted((one, other) => one - other));
    }
    expect([...witness.faults, ...errors]).toEqual([]);
  });
});
