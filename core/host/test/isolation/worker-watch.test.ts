import { describe, expect, it, vi } from 'vitest';
import { type MeasureBusy, WorkerWatch } from '../../src/isolation/worker-watch.js';

const MIB = 2 ** 20;

/** A worker with a limit of 100 MiB, of which the test says what it answers. */
function watched(measureBusy?: MeasureBusy) {
  const causes: string[] = [];
  const asked: string[] = [];
  let residentBytes = 500 * MIB;
  const watch = new WorkerWatch({
    memoryBytes: 100 * MIB,
    ask: (question) => void asked.push(question),
    end: (cause) => void causes.push(cause),
    residentBytes: () => residentBytes,
    measureBusy,
  });
  // The test looks itself.
  watch.stop();
  return {
    watch,
    causes,
    asked,
    grow(bytes: number) {
      residentBytes += bytes;
    },
  };
}

describe('the watch over a worker', () => {
  it('asks, and is content with an answer', () => {
    const { watch, causes, asked } = watched();
    for (let look = 0; look < 100; look += 1) {
      watch.look();
      watch.answered(MIB, false);
    }
    expect(asked).toHaveLength(100);
    expect(causes).toEqual([]);
  });

  it('ends a worker that leaves 20 looks unanswered, and does not pile up questions meanwhile', () => {
    const { watch, causes, asked } = watched();
    for (let look = 0; look < 20; look += 1) watch.look();
    expect(causes).toEqual([]);
    watch.look();
    expect(causes).toEqual(['did not answer for 5 s']);
    expect(asked).toEqual(['ping']);
  });

  it('has a worker above its limit collect what nobody needs, and ends it only where that does not help', () => {
    const { watch, causes, asked } = watched();
    watch.look();
    watch.answered(150 * MIB, false);
    watch.answered(50 * MIB, true);
    expect(asked).toEqual(['ping', 'collect']);
    expect(causes).toEqual([]);
    watch.look();
    watch.answered(150 * MIB, false);
    watch.answered(101 * MIB, true);
    expect(causes).toEqual(['ran out of its memory limit of 100 MiB']);
  });

  it('suspects a busy worker when the process grows, where Node cannot look into its thread', () => {
    const { watch, causes, grow } = watched();
    watch.look();
    grow(228 * MIB);
    watch.look();
    expect(causes).toEqual([]);
    grow(MIB);
    watch.look();
    expect(causes).toEqual(['did not answer while the process grew by more than its memory limit of 100 MiB']);
  });

  it('blames a worker that answers for nothing that grows elsewhere', () => {
    const { watch, causes, grow } = watched();
    for (let look = 0; look < 10; look += 1) {
      watch.look();
      grow(1_000 * MIB);
      watch.answered(MIB, false);
    }
    expect(causes).toEqual([]);
  });

  it('looks into the thread of a suspect, where Node can', async () => {
    const innocent = watched(() => Promise.resolve(99 * MIB));
    const guilty = watched(() => Promise.resolve(101 * MIB));
    for (const { watch, grow } of [innocent, guilty]) {
      watch.look();
      grow(300 * MIB);
      watch.look();
    }
    await vi.waitFor(() => expect(guilty.causes).toEqual(['ran out of its memory limit of 100 MiB']));
    expect(innocent.causes).toEqual([]);
  });
});
