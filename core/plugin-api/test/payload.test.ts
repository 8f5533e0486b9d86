import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeadwindEvent } from '../src/event.js';
import { payloadOf } from '../src/payload.js';
import { anyEvent } from './any-event.js';

/** The order of the fields wherever they are present: the specification's, then the operator's. */
const FIELD_ORDER = [
  'event',
  'timestamp',
  'deployment',
  'policy',
  'requiresApproval',
  'approvalUrl',
  'uiUrl',
  'approvedBy',
  'rejectedBy',
  'rejectionReason',
  'errorMessage',
  'updateRequestName',
  'metadata',
];

describe('the payload', () => {
  it("is the specification's example, field for field and in order", () => {
    const event: HeadwindEvent = {
      id: 'e1',
      kind: 'update_completed',
      time: '2025-11-06T10:30:00Z',
      source: 'api',
      workload: { name: 'nginx', namespace: 'production' },
      data: {
        updateRequestName: 'nginx-update-1-26-0',
        requiresApproval: true,
        policy: 'minor',
        container: 'nginx',
        newImage: 'nginx:1.26.0',
        currentImage: 'nginx:1.25.0',
      },
    };
    expect(JSON.stringify(payloadOf(event), null, 2)).toBe(`{
  "event": "update_completed",
  "timestamp": "2025-11-06T10:30:00Z",
  "deployment": {
    "name": "nginx",
    "namespace": "production",
    "currentImage": "nginx:1.25.0",
    "newImage": "nginx:1.26.0",
    "container": "nginx"
  },
  "policy": "minor",
  "requiresApproval": true,
  "updateRequestName": "nginx-update-1-26-0"
}`);
  });

  it('carries the kind of the workload and everything else there is', () => {
    const data = { currentImage: 'a:1', newImage: 'a:2', errorMessage: 'timed out', metadata: { team: 'shop' } };
    const event: HeadwindEvent = {
      id: 'e1',
      kind: 'update_failed',
      time: '2025-11-06T10:30:00Z',
      source: 'api',
      workload: { name: 'a', namespace: 'b', kind: 'StatefulSet' },
      data,
    };
    expect(payloadOf(event)).toEqual({
      event: 'update_failed',
      timestamp: '2025-11-06T10:30:00Z',
      deployment: { name: 'a', namespace: 'b', currentImage: 'a:1', newImage: 'a:2', resourceKind: 'StatefulSet' },
      errorMessage: 'timed out',
      metadata: { team: 'shop' },
    });
  });

  it('never has a field that is undefined, and keeps the order of fields', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const payload = payloadOf(event);
        expect(Object.values(payload)).not.toContain(undefined);
        expect(Object.values(payload.deployment)).not.toContain(undefined);
        const fields = Object.keys(payload);
        expect(fields).toEqual(FIELD_ORDER.filter((field) => fields.includes(field)));
      }),
    );
  });

  it('loses nothing the event says', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const { event: kind, timestamp, deployment, ...rest } = payloadOf(event);
        const { name, namespace, resourceKind, ...images } = deployment;
        expect({ kind, timestamp, name, namespace, resourceKind }).toEqual({
          kind: event.kind,
          timestamp: event.time,
          name: event.workload.name,
          namespace: event.workload.namespace,
          resourceKind: event.workload.kind,
        });
        expect({ ...images, ...rest }).toEqual(event.data);
      }),
    );
  });
});
