import { delivered, type HeadwindEvent, type Outcome, retry } from '@headwind/plugin-api';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { Bus } from '../src/bus.js';
import { MemoryQueue } from '../src/memory-queue.js';
import type { LeasedDelivery } from '../src/queue.js';
import { draft } from './drafts.js';
import { everything, FAST } from './lane-settings.js';
import { RecordingLog } from './recording-log.js';

type Step = 'publish' | 'pause' | 'resume' | 'close' | 'open' | 'wait';

const steps = fc.array(fc.constantFrom<Step>('publish', 'pause', 'resume', 'close', 'open', 'wait'), {
  minLength: 5,
  maxLength: 40,
});
const SETTINGS = { ...FAST, concurrency: 3, retry: { ...FAST.retry, minMs: 0, maxMs: 0 } };

/** Notices when a channel leases although it waits for a lease already. */
class WatchfulQueue extends MemoryQueue {
  overlaps = 0;
  #leasing = false;

  override async lease(channel: string, limit: number, signal: AbortSignal): Promise<readonly LeasedDelivery[]> {
    if (this.#leasing) this.overlaps += 1;
    this.#leasing = true;
    const leased = await super.lease(channel, limit, signal);
    this.#leasing = false;
    return leased;
  }
}

/** One channel, and what it saw. */
class Run {
  readonly queue = new WatchfulQueue();
  readonly bus = new Bus({ queue: this.queue, log: new RecordingLog() });
  readonly got: number[] = [];
  published = 0;
  mostUnderWay = 0;
  #underWay = 0;
  #isOpen = false;

  constructor() {
    this.bus.addChannel('a', 'hook', everything);
  }

  async take(step: Step): Promise<void> {
    if (step === 'publish') {
      const batch = Array.from({ length: 4 }, (_, index) => draft(String(this.published + index), `w${index % 2}`));
      this.published += batch.length;
      await this.bus.publish(batch, 'test');
    }
    if (step === 'pause') this.bus.pauseChannel('a');
    if (step === 'resume') this.bus.resumeChannel('a');
    if (step === 'wait') await new Promise((resolve) => setImmediate(resolve));
    if (step === 'close') {
      await this.bus.closeChannel('a');
      expect(this.#underWay).toBe(0);
      this.#isOpen = false;
    }
    if (step === 'open' && !this.#isOpen) {
      this.bus.openChannel('a', (event, { number }) => this.#deliver(event, number), SETTINGS);
      this.#isOpen = true;
    }
  }

  /** Whatever was paused or closed goes on until nothing is pending. */
  async finish(): Promise<void> {
    await this.take('open');
    await this.take('resume');
    await vi.waitFor(async () => expect(await this.queue.depth()).toMatchObject({ pending: 0, dead: 0 }), {
      interval: 1,
    });
    await this.bus.stop(0);
    await this.queue.close();
  }

  async #deliver({ id }: HeadwindEvent, number: number): Promise<Outcome> {
    this.#underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.#underWay);
    await new Promise((resolve) => setImmediate(resolve));
    this.#underWay -= 1;
    if (Number(id) % 3 === 0 && number === 1) return retry('not yet');
    this.got.push(Number(id));
    return delivered();
  }
}

it('delivers each event once and in order, whenever its channel is paused, resumed, closed and opened', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const run = new Run();
      for (const step of taken) await run.take(step);
      await run.finish();
      expect(run.got.toSorted((one, other) => one - other)).toEqual(Array.from({ length: run.published }, (_, i) => i));
      for (const workload of [0, 1]) {
        const ids = run.got.filter((id) => id % 2 === workload);
        expect(ids).toEqual(ids.toSorted((one, other) => one - other));
      }
      expect(run.mostUnderWay).toBeLessThanOrEqual(SETTINGS.concurrency);
      expect(run.queue.overlaps).toBe(0);
    }),
    { numRuns: 60 },
  );
});
