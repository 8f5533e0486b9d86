import type { EventDraft, SourceInstance } from '@headwind/plugin-api';
import { createTestSourceContext, type TestSourceContext } from '@headwind/plugin-testkit/context';
import { checkConfig, validConfig } from '@headwind/plugin-testkit/plugin-config';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SamplesConfig } from '../src/config.js';
import plugin from '../src/plugin.js';
import { createStoryteller } from '../src/storyteller.js';

const STORY = [
  'update_detected',
  'update_request_created',
  'update_approved',
  'update_completed',
  'rollback_triggered',
  'rollback_completed',
];

let ctx: TestSourceContext<SamplesConfig>;
let source: SourceInstance;

afterEach(async () => {
  await source.stop?.();
  await ctx.close();
});

async function start(config: unknown, onPublish?: (event: EventDraft) => void | Promise<void>): Promise<void> {
  ctx = createTestSourceContext(await validConfig(plugin, config), onPublish === undefined ? {} : { onPublish });
  source = createStoryteller(ctx, { queueFullWaitMs: 1 });
  await source.start?.();
}

function messages(): readonly string[] {
  return ctx.log.lines.map(({ level, message }) => `${level}: ${message}`);
}

function coded(code: string): Error {
  return Object.assign(new Error(`${code}: no room`), { code });
}

describe('the samples', () => {
  it('tell the life of one update that is rolled back, once, and then say so', async () => {
    await start({ intervalMs: 0 });
    await vi.waitFor(() => expect(messages()).toEqual(['info: sample story published']));
    expect(ctx.published.map(({ kind }) => kind)).toEqual(STORY);
  });

  it('are about one workload and one change of image', async () => {
    await start({ intervalMs: 0 });
    await vi.waitFor(() => expect(ctx.published).toHaveLength(STORY.length));
    expect(new Set(ctx.published.map(({ workload }) => JSON.stringify(workload))).size).toBe(1);
    const [first, , , , rollback] = ctx.published;
    expect(rollback?.data.currentImage).toBe(first?.data.newImage);
    expect(rollback?.data.newImage).toBe(first?.data.currentImage);
  });

  it('have ids of one run, numbered, and another run with every telling', async () => {
    await start({ intervalMs: 0, repeat: true });
    await vi.waitFor(() => expect(ctx.published.length).toBeGreaterThanOrEqual(2 * STORY.length));
    const runs = ctx.published.map(({ id }) => /^sample-(.+)-(\d)$/.exec(id ?? '')?.slice(1) ?? []);
    expect(runs.slice(0, STORY.length)).toEqual(STORY.map((_, index) => [runs[0]?.[0], String(index + 1)]));
    expect(runs[STORY.length]?.[0]).not.toBe(runs[0]?.[0]);
  });

  it('do not keep the host waiting at start', async () => {
    let store = (): void => {};
    const stored = new Promise<void>((resolve) => {
      store = resolve;
    });
    await start({ intervalMs: 0 }, () => stored);
    expect(ctx.published).toEqual([]);
    store();
    await vi.waitFor(() => expect(ctx.published).toHaveLength(STORY.length));
  });

  it('end when the host stops, in the middle of a wait', async () => {
    await start({ intervalMs: 3_600_000 });
    await vi.waitFor(() => expect(ctx.published).toHaveLength(1));
    ctx.abort();
    await source.stop?.();
    expect(ctx.published).toHaveLength(1);
    expect(messages()).toEqual([]);
  });

  it('end when they are stopped alone', async () => {
    await start({ intervalMs: 3_600_000 });
    await vi.waitFor(() => expect(ctx.published).toHaveLength(1));
    await source.stop?.();
    expect(messages()).toEqual([]);
  });

  it('wait for room when the queue is full, and say so once an event', async () => {
    let refusals = 3;
    await start({ intervalMs: 0 }, () => {
      if (refusals-- > 0) throw coded('QUEUE_FULL');
    });
    await vi.waitFor(() => expect(ctx.published.map(({ kind }) => kind)).toEqual(STORY));
    await vi.waitFor(() =>
      expect(messages()).toEqual([
        'warn: the queue is full; the sample event is published when there is room',
        'info: sample story published',
      ]),
    );
  });

  it('stop waiting for room when the host stops', async () => {
    await start({ intervalMs: 0 }, () => Promise.reject(coded('QUEUE_FULL')));
    await vi.waitFor(() => expect(messages()).toHaveLength(1));
    ctx.abort();
    await source.stop?.();
    expect(ctx.published).toEqual([]);
  });

  it('end with an error in the log when an event cannot be published', async () => {
    await start({ intervalMs: 0 }, () => Promise.reject(coded('QUEUE_UNAVAILABLE')));
    await vi.waitFor(() =>
      expect(ctx.log.lines).toEqual([
        {
          level: 'error',
          message: expect.stringContaining('sample story ends'),
          fields: { error: expect.objectContaining({ code: 'QUEUE_UNAVAILABLE' }) },
        },
      ]),
    );
    expect(ctx.published).toEqual([]);
  });

  it('are made by the plugin', async () => {
    ctx = createTestSourceContext(await validConfig(plugin, { intervalMs: 0 }));
    source = await plugin.create(ctx);
    await source.start?.();
    await vi.waitFor(() => expect(ctx.published).toHaveLength(STORY.length));
  });
});

describe('the configuration of the samples', () => {
  it('has a default for everything', async () => {
    expect(await validConfig(plugin, {})).toEqual({ intervalMs: 700, repeat: false });
  });

  it.each([-1, 0.5, '700', 3_600_001])('refuses the interval %j', async (intervalMs) => {
    expect((await checkConfig(plugin, { intervalMs })).issues).toMatchObject([{ path: ['intervalMs'] }]);
  });
});
