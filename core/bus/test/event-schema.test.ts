import { payloadOf } from '@headwind/plugin-api';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { parseDraft, parsePayload } from '../src/event-schema.js';

function draftFrom(payload: unknown) {
  const parsed = parsePayload(payload);
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  return parsed.draft;
}

function issuesOf(payload: unknown) {
  const parsed = parsePayload(payload);
  return 'issues' in parsed ? parsed.issues : [];
}

describe('the payload', () => {
  it('comes back out exactly as it went in', () => {
    const draft = draftFrom(EXAMPLE_PAYLOAD);
    const payload = payloadOf({ ...draft, id: '1', time: draft.time ?? '', source: 'api' });
    expect(JSON.stringify(payload)).toBe(JSON.stringify(EXAMPLE_PAYLOAD));
  });

  it('keeps every field the operator sends', () => {
    const full = {
      ...EXAMPLE_PAYLOAD,
      event: 'update_failed',
      deployment: { ...EXAMPLE_PAYLOAD.deployment, resourceKind: 'StatefulSet' },
      approvalUrl: 'http://localhost:8081/api/v1/updates/a/b/approve',
      uiUrl: 'http://localhost:8080/updates/a/b',
      approvedBy: 'admin@example.com',
      errorMessage: 'ImagePullBackOff',
      metadata: { team: 'shop' },
    };
    const draft = draftFrom(full);
    expect(payloadOf({ ...draft, id: '1', time: draft.time ?? '', source: 'api' })).toEqual(full);
  });

  it('takes who rejected an update from approvedBy, where the operator puts the name', () => {
    expect(draftFrom({ ...EXAMPLE_PAYLOAD, event: 'update_rejected', approvedBy: 'eve' }).data).toMatchObject({
      rejectedBy: 'eve',
    });
    expect(draftFrom({ ...EXAMPLE_PAYLOAD, event: 'update_rejected', approvedBy: 'eve' }).data).not.toHaveProperty(
      'approvedBy',
    );
  });

  it.each([
    [
      'a missing deployment',
      { ...EXAMPLE_PAYLOAD, deployment: undefined },
      '/deployment',
      'missing; expected an object',
    ],
    [
      'a number for a name',
      { ...EXAMPLE_PAYLOAD, deployment: { ...EXAMPLE_PAYLOAD.deployment, name: 7 } },
      '/deployment/name',
      'expected a string, found a number',
    ],
    [
      'a missing image',
      { ...EXAMPLE_PAYLOAD, deployment: { name: 'a', namespace: 'b', newImage: 'c' } },
      '/deployment/currentImage',
      'missing; expected a string',
    ],
    [
      'a misspelt event',
      { ...EXAMPLE_PAYLOAD, event: 'update_complete' },
      '/event',
      'did you mean `update_completed`?',
    ],
    ['a missing event', { ...EXAMPLE_PAYLOAD, event: undefined }, '/event', 'missing; expected one of update_detected'],
    [
      'a misspelt field',
      { ...EXAMPLE_PAYLOAD, polcy: 'minor' },
      '/polcy',
      'unknown field `polcy`; did you mean `policy`?',
    ],
    ['a time of day', { ...EXAMPLE_PAYLOAD, timestamp: '10:30' }, '/timestamp', 'expected an RFC 3339 time'],
    [
      'a slash in a namespace',
      { ...EXAMPLE_PAYLOAD, deployment: { ...EXAMPLE_PAYLOAD.deployment, namespace: 'a/b' } },
      '/deployment/namespace',
      'expected a Kubernetes name',
    ],
    [
      'a script for a link',
      { ...EXAMPLE_PAYLOAD, uiUrl: 'javascript:alert(1)' },
      '/uiUrl',
      'expected an http or https URL',
    ],
    ['a slash in an id', { ...EXAMPLE_PAYLOAD, id: 'a/b' }, '/id', 'expected 1 to 128 letters'],
    [
      'a number in the metadata',
      { ...EXAMPLE_PAYLOAD, metadata: { a: 1 } },
      '/metadata/a',
      'expected a string, found a number',
    ],
    [
      'an endless text',
      { ...EXAMPLE_PAYLOAD, errorMessage: 'x'.repeat(16_385) },
      '/errorMessage',
      'expected at most 16384 characters',
    ],
    ['a text', 'update_completed', '', 'expected an object, found a string'],
    ['nothing', null, '', 'expected an object, found null'],
  ])('is refused with %s', (_, payload, pointer, message) => {
    expect(issuesOf(payload)).toContainEqual({ pointer, message: expect.stringContaining(message) });
  });

  it('has every mistake reported at once', () => {
    const pointers = issuesOf({ event: 'x', deployment: { name: 1 } }).map((issue) => issue.pointer);
    expect(pointers.sort()).toEqual(
      [
        '/deployment/currentImage',
        '/deployment/name',
        '/deployment/namespace',
        '/deployment/newImage',
        '/event',
      ].sort(),
    );
  });

  it('may leave an image empty, as the operator does when it knows none', () => {
    expect(issuesOf({ ...EXAMPLE_PAYLOAD, deployment: { ...EXAMPLE_PAYLOAD.deployment, currentImage: '' } })).toEqual(
      [],
    );
  });
});

describe('a draft', () => {
  it('is refused with a field that no event has', () => {
    const parsed = parseDraft({
      kind: 'update_failed',
      workload: { namespace: 'a', nme: 'b' },
      data: { currentImage: 'a', newImage: 'b' },
    });
    expect('issues' in parsed && parsed.issues).toContainEqual({
      pointer: '/workload/nme',
      message: 'unknown field `nme`; did you mean `name`?',
    });
  });

  it('may have its place in a trace, which a payload has not', () => {
    const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=1' };
    const plain = {
      kind: 'update_failed',
      workload: { namespace: 'a', name: 'b' },
      data: { currentImage: 'a', newImage: 'b' },
    };
    expect(parseDraft({ ...plain, trace })).toMatchObject({ draft: { trace } });
    expect(parseDraft({ ...plain, trace: { ...trace, tracestate: 'x'.repeat(513) } })).toHaveProperty('issues');
    expect(issuesOf({ ...EXAMPLE_PAYLOAD, trace })).toMatchObject([{ pointer: '/trace' }]);
  });
});
