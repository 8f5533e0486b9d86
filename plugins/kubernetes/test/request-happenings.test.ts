import type { EventDraft } from '@headwind/plugin-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Phase, updateRequest } from '../../../test/stand-ins/kubernetes-api-objects.js';
import { unannounced } from '../src/happening.js';
import { requestHappenings } from '../src/request-happenings.js';
import { readUpdateRequest, type UpdateRequest } from '../src/update-request.js';

function read(object: unknown): UpdateRequest {
  const request = readUpdateRequest(object);
  if (request === undefined) throw new Error('this is no update request');
  return request;
}

/** As the API server gives it. */
function stored(phase?: Phase, status?: object): UpdateRequest {
  const object = updateRequest({ uid: 'u', name: 'nginx-nginx-1-27-0' }, phase, status);
  return read({ ...object, metadata: { ...object.metadata, resourceVersion: '7' } });
}

function eventsOf(request: UpdateRequest, uiUrl?: string): readonly EventDraft[] {
  return requestHappenings(request, uiUrl).flatMap(({ events }) => events);
}

const kindsOf = (request: UpdateRequest) => eventsOf(request).map(({ kind }) => kind);

describe('an update request', () => {
  it('is created when it is pending, or has no status yet', () => {
    expect(kindsOf(stored())).toEqual(['update_request_created']);
    expect(kindsOf(stored('Pending'))).toEqual(['update_request_created']);
  });

  it.each([
    ['Approved', {}, ['update_request_created', 'update_approved']],
    ['Completed', { approvedBy: 'jane' }, ['update_request_created', 'update_approved', 'update_completed']],
    [
      'Completed',
      { approvedAt: '2025-11-06T10:20:00Z' },
      ['update_request_created', 'update_approved', 'update_completed'],
    ],
    ['Completed', {}, ['update_request_created', 'update_completed']],
    ['Failed', { approvedBy: 'jane' }, ['update_request_created', 'update_approved', 'update_failed']],
    ['Failed', {}, ['update_request_created', 'update_failed']],
    ['Rejected', { rejectedBy: 'joe' }, ['update_request_created', 'update_rejected']],
    ['Expired', {}, ['update_request_created', 'update_rejected']],
  ] as const)('%s %j has come so far by %j', (phase, status, kinds) => {
    expect(kindsOf(stored(phase, status))).toEqual(kinds);
  });

  it('in a phase that nobody knows is created, and no more', () => {
    const object = stored();
    expect(kindsOf({ ...object, status: { phase: 'Paused' } })).toEqual(['update_request_created']);
  });

  it('says everything that an event has room for', () => {
    expect(
      eventsOf(
        stored('Completed', { approvedBy: 'jane', approvedAt: '2025-11-06T10:20:00Z' }),
        'https://ui.example.com/',
      ),
    ).toEqual([
      expect.objectContaining({ id: 'u:pending', time: '2025-11-06T10:00:00Z' }),
      {
        id: 'u:approved',
        kind: 'update_approved',
        time: '2025-11-06T10:20:00Z',
        workload: { namespace: 'production', name: 'nginx', kind: 'Deployment' },
        data: {
          currentImage: 'nginx:1.26.0',
          newImage: 'nginx:1.27.0',
          container: 'nginx',
          policy: 'minor',
          requiresApproval: true,
          updateRequestName: 'nginx-nginx-1-27-0',
          uiUrl: 'https://ui.example.com/updates/production/nginx-nginx-1-27-0',
          approvedBy: 'jane',
        },
      },
      expect.objectContaining({ id: 'u:completed', time: '2025-11-06T10:30:00.123456789Z' }),
    ]);
  });

  it('says why it failed, and who rejected it and why', () => {
    expect(eventsOf(stored('Failed', { message: 'Update failed: forbidden' })).at(-1)).toMatchObject({
      id: 'u:failed',
      data: { errorMessage: 'Update failed: forbidden' },
    });
    const rejectedAt = '2025-11-06T10:15:00Z';
    expect(
      eventsOf(stored('Rejected', { rejectedBy: 'joe', rejectedAt, message: 'Not on Friday' })).at(-1),
    ).toMatchObject({
      id: 'u:rejected',
      time: rejectedAt,
      data: { rejectedBy: 'joe', rejectionReason: 'Not on Friday' },
    });
  });

  it('that expired is rejected by "expired"', () => {
    expect(eventsOf(stored('Expired')).at(-1)).toMatchObject({
      id: 'u:expired',
      kind: 'update_rejected',
      data: { rejectedBy: 'expired' },
    });
  });

  it('has times of its own at every look, whatever is missing', () => {
    const request = stored('Completed', { lastUpdated: 'yesterday', approvedAt: null, approvedBy: 'jane' });
    expect(eventsOf(request).map(({ time }) => time)).toEqual(Array(3).fill('2025-11-06T10:00:00Z'));
  });

  it('has no link where no UI is configured', () => {
    expect(eventsOf(stored())[0]?.data).not.toHaveProperty('uiUrl');
  });

  it('has texts cut that are too long for an event', () => {
    const [, failed] = eventsOf(stored('Failed', { message: 'x'.repeat(100_000) }));
    expect(failed?.kind === 'update_failed' && failed.data.errorMessage).toHaveLength(16_384);
  });

  it('is read whatever is missing or wrong, as long as it is an object of the cluster', () => {
    expect(readUpdateRequest({ kind: 'UpdateRequest' })).toBeUndefined();
    const metadata = { uid: 'u', name: 'a', namespace: 'b', resourceVersion: '1' };
    for (const rest of [
      {},
      { spec: null, status: 'x' },
      { spec: { targetRef: 1, newImage: {} }, status: { phase: 7 } },
    ]) {
      expect(kindsOf(read({ metadata, ...rest }))).toEqual(['update_request_created']);
    }
  });
});

describe('what is announced of an update request', () => {
  const life = fc.record({
    ways: fc.constantFrom<readonly Phase[]>(
      ['Pending', 'Approved', 'Completed'],
      ['Pending', 'Approved', 'Failed'],
      ['Pending', 'Completed'],
      ['Pending', 'Failed'],
      ['Pending', 'Rejected'],
      ['Pending', 'Expired'],
    ),
    seen: fc.array(fc.nat({ max: 2 }), { maxLength: 20 }),
    approvedBy: fc.constantFrom('jane', undefined),
  });

  it('is all of its life in order, each event once, however few of its phases were seen and however often', () => {
    fc.assert(
      fc.property(life, ({ ways, seen, approvedBy }) => {
        const looks = [...seen.map((look) => Math.min(look, ways.length - 1)).sort(), ways.length - 1];
        const announced: string[] = [];
        const events: EventDraft[] = [];
        for (const look of looks) {
          const phase = ways[look];
          const isApproved = phase !== 'Pending' && ways.some((each) => /Approved|Completed|Failed/.test(each));
          const request = stored(phase, isApproved && approvedBy !== undefined ? { approvedBy } : {});
          for (const happening of unannounced(announced, requestHappenings(request))) {
            announced.push(happening.key);
            events.push(...happening.events);
          }
        }
        const ids = events.map(({ id }) => id);
        const last = ways.at(-1);
        const sawApproved = looks.some((look) => ways[look] === 'Approved');
        const isApproved = sawApproved || (approvedBy !== undefined && (last === 'Completed' || last === 'Failed'));
        expect(ids).toEqual(['u:pending', ...(isApproved ? ['u:approved'] : []), `u:${last?.toLowerCase()}`]);
      }),
    );
  });
});
