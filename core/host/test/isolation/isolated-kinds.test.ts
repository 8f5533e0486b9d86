import type { EventDraft, ObservedRecord } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it, vi } from 'vitest';
import { startIsolated } from './isolated-fixture.js';

const RECORD: ObservedRecord = { type: 'event', event: eventOf('update_failed'), channels: ['oncall'] };

describe('an isolated observer', () => {
  it('gets records, reads the status, and what it throws is logged', async () => {
    const status = { version: '1', configuration: { loadedAt: 1 }, channels: [] };
    const { running, lines } = await startIsolated({
      kind: 'observer',
      members:
        "observe: async (record) => { ctx.log.info(record.event.id + (await ctx.status()).version); throw new Error('observed enough'); }",
      context: { status: () => Promise.resolve(status) },
    });
    if (running.created.kind !== 'observer') throw new Error('no observer');
    running.created.instance.observe(RECORD);
    await vi.waitFor(() => expect(lines.join('\n')).toContain('observed enough'));
    expect(lines[0]).toContain(`${eventOf('update_failed').id}1`);
  });

  it('that does not keep up misses records, which are counted', async () => {
    const { running, lines } = await startIsolated({
      kind: 'observer',
      above: 'let seen = 0;',
      members: 'observe: () => { seen += 1; }, health: () => ({ ok: false, detail: String(seen) })',
    });
    if (running.created.kind !== 'observer') throw new Error('no observer');
    const { instance } = running.created;
    // All in one turn, in which the worker can say nothing of any.
    for (let index = 0; index < 1_500; index += 1) instance.observe(RECORD);
    await vi.waitFor(() => expect(lines.join('\n')).toMatch(/records were not observed.*"count":500/));
    expect(await instance.health?.()).toEqual({ ok: false, detail: '1000' });
  });
});

describe('an isolated source', () => {
  it('publishes through the host', async () => {
    const published: EventDraft[] = [];
    const { lines } = await startIsolated({
      kind: 'source',
      members:
        "start: async () => { const { id } = await ctx.publish({ kind: 'update_failed', workload: { namespace: 'a', name: 'b' }, data: { currentImage: 'a:1', newImage: 'a:2' } }); ctx.log.info('published ' + id); }",
      context: {
        publish: async (draft) => {
          published.push(draft);
          return { id: 'given', duplicate: false };
        },
      },
    });
    await vi.waitFor(() => expect(lines).toEqual(['info published given undefined']));
    expect(published).toMatchObject([{ kind: 'update_failed' }]);
  });
});
