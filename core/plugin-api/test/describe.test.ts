import fc from 'fast-check';
import { expect, it, describe as suite } from 'vitest';
import { describe } from '../src/describe.js';
import type { EventDataByKind, EventKind, EventOf, HeadwindEvent } from '../src/event.js';
import { anyEvent } from './any-event.js';

const UPDATE = {
  currentImage: 'nginx:1.26.0',
  newImage: 'nginx:1.27.0',
  container: 'nginx',
  policy: 'minor',
  updateRequestName: 'nginx-update-v1-27-0',
};
const ROLLBACK = { currentImage: 'nginx:1.27.0', newImage: 'nginx:1.26.0', container: 'nginx' };
const BY = 'admin@example.com';

function about<K extends EventKind>(kind: K, data: EventDataByKind[K], workloadKind?: string): EventOf<K> {
  const workload = { namespace: 'production', name: 'nginx-deployment' };
  return {
    id: 'e1',
    kind,
    time: '2025-11-06T10:30:00Z',
    source: 'api',
    workload: workloadKind === undefined ? workload : { ...workload, kind: workloadKind },
    data,
  };
}

/** As the specification prints its examples: emoji and title, then one line a fact. */
function inWords(event: HeadwindEvent): string {
  const { emoji, title, facts } = describe(event);
  return [`${emoji} ${title}`, ...facts.map(({ name, value }) => `${name}: ${value}`)].join('\n');
}

suite("the specification's examples, word for word", () => {
  it('Update Request Created', () => {
    expect(inWords(about('update_request_created', UPDATE))).toBe(
      `🔔 New Update Request
Namespace: production
Deployment: nginx-deployment
Container: nginx
Current Image: nginx:1.26.0
New Image: nginx:1.27.0
Policy: minor`,
    );
  });

  it('Update Approved', () => {
    expect(inWords(about('update_approved', { ...UPDATE, approvedBy: BY }))).toBe(
      `✅ Update Approved
Update Request: nginx-update-v1-27-0
Approved By: admin@example.com
Deployment: nginx-deployment (production)
Image: nginx:1.26.0 → nginx:1.27.0`,
    );
  });

  it('Update Completed', () => {
    expect(inWords(about('update_completed', { ...UPDATE, approvedBy: BY }))).toBe(
      `🚀 Update Completed
Deployment: nginx-deployment (production)
Container: nginx
Old Image: nginx:1.26.0
New Image: nginx:1.27.0
Approved By: admin@example.com`,
    );
  });

  it('Rollback Triggered', () => {
    expect(inWords(about('rollback_triggered', { ...ROLLBACK, errorMessage: 'CrashLoopBackOff' }))).toBe(
      `⚠️ Automatic Rollback Triggered
Deployment: nginx-deployment (production)
Container: nginx
Reason: CrashLoopBackOff
Current Image: nginx:1.27.0
Rolling back to: nginx:1.26.0`,
    );
  });
});

suite('the other kinds', () => {
  it.each<[string, HeadwindEvent, string[]]>([
    [
      'Update Detected',
      about('update_detected', UPDATE),
      ['Namespace', 'Deployment', 'Container', 'Current Image', 'New Image', 'Policy'],
    ],
    [
      'Update Rejected',
      about('update_rejected', { ...UPDATE, rejectedBy: BY, rejectionReason: 'not now' }),
      ['Update Request', 'Rejected By', 'Reason', 'Deployment', 'Image'],
    ],
    [
      'Update Failed',
      about('update_failed', { ...UPDATE, approvedBy: BY, errorMessage: 'timed out' }),
      ['Deployment', 'Container', 'Error', 'Current Image', 'New Image', 'Approved By'],
    ],
    [
      'Rollback Completed',
      about('rollback_completed', ROLLBACK),
      ['Deployment', 'Container', 'Failed Image', 'Restored Image'],
    ],
    [
      'Rollback Failed',
      about('rollback_failed', { ...ROLLBACK, errorMessage: 'ImagePullBackOff' }),
      ['Deployment', 'Container', 'Error', 'Failed Image', 'Rolling back to'],
    ],
  ])('%s has its facts in order', (title, event, facts) => {
    const description = describe(event);
    expect(description.title).toBe(title);
    expect(description.emoji).not.toBe('');
    expect(description.facts.map(({ name }) => name)).toEqual(facts);
  });
});

suite('a description', () => {
  it.each([
    ['StatefulSet', 'StatefulSet'],
    ['HelmRelease', 'Helm Release'],
    [undefined, 'Deployment'],
  ])('of a workload of kind %s calls it %s', (kind, label) => {
    const { facts } = describe(about('update_completed', UPDATE, kind));
    expect(facts[0]).toEqual({ name: label, value: 'nginx-deployment (production)' });
  });

  it('links to where a person approves and looks', () => {
    const links = { approvalUrl: 'https://example.com/approve', uiUrl: 'https://example.com/ui' };
    expect(describe(about('update_request_created', { ...UPDATE, ...links })).links).toEqual([
      { text: 'Approve', url: 'https://example.com/approve' },
      { text: 'Open in Headwind', url: 'https://example.com/ui' },
    ]);
  });

  it('has no link to the approval API of the operator, which takes no browser', () => {
    const approvalUrl = 'http://localhost:8081/api/v1/updates/production/nginx-update-v1-27-0/approve';
    const uiUrl = 'https://example.com/updates/production/nginx-update-v1-27-0';
    expect(describe(about('update_request_created', { ...UPDATE, approvalUrl, uiUrl })).links).toEqual([
      { text: 'Open in Headwind', url: uiUrl },
    ]);
  });

  it('sums the event up on one line', () => {
    expect(describe(about('update_failed', UPDATE)).summary).toBe(
      'Update Failed: nginx-deployment (production), nginx:1.26.0 → nginx:1.27.0',
    );
  });

  it.each([
    ['update_detected', 'info'],
    ['update_request_created', 'info'],
    ['update_approved', 'info'],
    ['update_rejected', 'warning'],
    ['update_completed', 'info'],
    ['update_failed', 'error'],
    ['rollback_triggered', 'warning'],
    ['rollback_completed', 'info'],
    ['rollback_failed', 'critical'],
  ] as const)('of %s is of severity %s', (kind, severity) => {
    expect(describe(about(kind, UPDATE)).severity).toBe(severity);
  });

  it('never throws and never has an empty fact, whatever the event says', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const { title, emoji, facts } = describe(event);
        expect(title).not.toBe('');
        expect(emoji).not.toBe('');
        for (const { value } of facts) expect(value).not.toBe('');
      }),
    );
  });
});
