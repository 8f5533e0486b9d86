import type { EventDraft } from '@headwind/plugin-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoryEntry, rolledBack, workload } from '../../../test/stand-ins/kubernetes-api-objects.js';
import { rollbackHappenings } from '../src/rollback-happenings.js';
import { readWorkload } from '../src/workload-history.js';

function eventsOf(history?: readonly HistoryEntry[] | string, uiUrl?: string): readonly EventDraft[] {
  const object = workload({ uid: 'u', name: 'nginx' }, history);
  const read = readWorkload({ ...object, metadata: { ...object.metadata, resourceVersion: '7' } });
  if (read === undefined) throw new Error('this is no workload');
  return rollbackHappenings(read, 'Deployment', uiUrl).flatMap(({ events }) => events);
}

describe('an update history', () => {
  it('tells of a rollback that it begins and that it is done, from the failed image to the restored one', () => {
    expect(eventsOf(rolledBack(), 'https://ui.example.com')).toEqual(
      ['rollback_triggered', 'rollback_completed'].map((kind) => ({
        id: `u:${kind}:nginx:2025-11-06T10:40:00Z`,
        kind,
        time: '2025-11-06T10:40:00Z',
        workload: { namespace: 'production', name: 'nginx', kind: 'Deployment' },
        data: {
          currentImage: 'nginx:1.27.0',
          newImage: 'nginx:1.26.0',
          container: 'nginx',
          updateRequestName: 'nginx-nginx-1-27-0',
          uiUrl: 'https://ui.example.com/updates/production/nginx-nginx-1-27-0',
        },
      })),
    );
  });

  it('tells of rollbacks in the order in which they were', () => {
    const times = eventsOf([...rolledBack('2025-11-06T12:00:00Z'), ...rolledBack('2025-11-06T11:00:00Z')]).map(
      ({ time }) => time,
    );
    expect(times).toEqual([
      '2025-11-06T11:00:00Z',
      '2025-11-06T11:00:00Z',
      '2025-11-06T12:00:00Z',
      '2025-11-06T12:00:00Z',
    ]);
  });

  it('takes for the failed image that of the same container', () => {
    const [restored, failed] = rolledBack();
    if (restored === undefined || failed === undefined) throw new Error('there is no rollback');
    const sidecar = { ...failed, container: 'sidecar', image: 'envoy:1' };
    expect(eventsOf([restored, sidecar, failed])[0]?.data.currentImage).toBe('nginx:1.27.0');
    expect(eventsOf([restored, sidecar])[0]?.data.currentImage).toBe('unknown');
  });

  it('tells nothing of updates, nor of rollbacks by hand', () => {
    const [restored] = rolledBack();
    if (restored === undefined) throw new Error('there is no rollback');
    expect(eventsOf([{ ...restored, approvedBy: 'jane' }])).toEqual([]);
    expect(eventsOf()).toEqual([]);
  });

  it('tells nothing that is older than the workload, whose manifest was copied', () => {
    expect(eventsOf(rolledBack('2025-11-06T09:59:59Z'))).toEqual([]);
  });

  it.each(['', '{', '7', 'null', '[7]', '[{"container":"nginx"}]', '{"entries":[]}'])(
    'that cannot be read tells nothing: %s',
    (text) => {
      expect(eventsOf(text)).toEqual([]);
    },
  );

  it('of which one entry cannot be read tells of the others', () => {
    expect(eventsOf(JSON.stringify([{ container: 7 }, ...rolledBack()]))).toHaveLength(2);
    expect(eventsOf([...rolledBack('soon'), ...rolledBack()])).toHaveLength(2);
  });

  it('has ids that fit, different for different rollbacks, and the same at every look', () => {
    const entry = fc.record({
      container: fc.oneof(fc.constantFrom('nginx', 'sidecar'), fc.string({ maxLength: 300 })),
      image: fc.string(),
      timestamp: fc
        .date({ noInvalidDate: true, min: new Date('2026-01-01'), max: new Date('2027-01-01') })
        .map((date) => date.toISOString()),
      approvedBy: fc.constant('headwind-auto-rollback'),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ container, timestamp }) => `${container} ${timestamp}` }),
        (history) => {
          const ids = eventsOf(history).map(({ id = '' }) => id);
          expect(ids).toHaveLength(2 * history.length);
          expect(new Set(ids).size).toBe(ids.length);
          for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
          expect(eventsOf(history).map(({ id }) => id)).toEqual(ids);
        },
      ),
    );
  });
});
