import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeadwindPayload } from '../../src/http/headwind-payload.js';
import { OPERATOR_PAYLOAD } from './operator-requests.js';

const { deployment, timestamp, ...WITHOUT } = OPERATOR_PAYLOAD;

/** The event that a payload is; fails where it is refused. */
function eventOf(payload: unknown) {
  const parsed = readHeadwindPayload(payload);
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  return parsed.draft;
}

function idOf(payload: unknown): string {
  return eventOf(payload).id ?? '';
}

function wrongIn(payload: unknown): string[] {
  const parsed = readHeadwindPayload(payload);
  return 'issues' in parsed ? parsed.issues.map(({ pointer }) => pointer) : [];
}

/** The same with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, each]) => [key, reversed(each)]),
  );
}

const texts = fc.record(
  {
    policy: fc.string(),
    approvedBy: fc.string(),
    rejectionReason: fc.string(),
    errorMessage: fc.string(),
    updateRequestName: fc.string({ maxLength: 100 }),
    // A key `__proto__` never gets past the parser.
    metadata: fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      fc.string(),
      { maxKeys: 5 },
    ),
  },
  { requiredKeys: [] },
);
const payload = texts.map((fields) => ({ ...OPERATOR_PAYLOAD, ...fields }));

describe('the id of an event of the operator', () => {
  it('is always the same one for the same payload', () => {
    // What it once was it must stay: an update of the host must not make new events of an operator's retries.
    expect(idOf(OPERATOR_PAYLOAD)).toBe('headwind-59fc3333736980582ccd964ffb285623');
  });

  it('is the same whatever the order of the keys and the spacing', () => {
    fc.assert(
      fc.property(payload, (one) => {
        const text = JSON.stringify(reversed(one), null, 2);
        expect(idOf(JSON.parse(text))).toBe(idOf(one));
        expect(idOf(one)).toMatch(/^headwind-[0-9a-f]{32}$/);
      }),
    );
  });

  it('is another one as soon as anything else differs', () => {
    fc.assert(
      fc.property(payload, payload, (one, other) => {
        fc.pre(JSON.stringify(sorted(one)) !== JSON.stringify(sorted(other)));
        expect(idOf(one)).not.toBe(idOf(other));
      }),
    );
  });

  it.each([
    ['the time, by a nanosecond', { timestamp: '2025-11-06T10:30:00.123456788Z' }],
    ['the time, by an hour', { timestamp: '2025-11-06T11:30:00.123456789Z' }],
    ['the kind', { event: 'update_completed' }],
    ['the workload', { deployment: { ...deployment, name: 'nginx2' } }],
    ['the namespace', { deployment: { ...deployment, namespace: 'staging' } }],
    ['the container', { deployment: { ...deployment, container: 'sidecar' } }],
    ['the images', { deployment: { ...deployment, currentImage: 'nginx:1.26.0', newImage: 'nginx:1.25.0' } }],
    ['the error', { errorMessage: 'timed out' }],
    ['the metadata', { metadata: { team: 'a' } }],
  ])('is another one where it differs in %s', (_name, change) => {
    expect(idOf({ ...OPERATOR_PAYLOAD, ...change })).not.toBe(idOf(OPERATOR_PAYLOAD));
  });

  it('differs with what is cut off', () => {
    const [one, other] = ['a', 'b'].map((end) => idOf({ ...OPERATOR_PAYLOAD, errorMessage: 'x'.repeat(20_000) + end }));
    expect(one).not.toBe(other);
  });
});

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, each]) => [key, sorted(each)]);
}

describe('a payload of the operator', () => {
  it('becomes the event, with its time to the nanosecond', () => {
    expect(eventOf(OPERATOR_PAYLOAD)).toEqual({
      id: idOf(OPERATOR_PAYLOAD),
      kind: 'update_failed',
      time: timestamp,
      workload: { namespace: 'production', name: 'nginx' },
      data: {
        currentImage: 'nginx:1.25.0',
        newImage: 'nginx:1.26.0',
        container: 'nginx',
        errorMessage: 'deployments.apps "nginx" is forbidden',
      },
    });
  });

  it('of a rejection has its rejecter in approvedBy', () => {
    const rejected = { ...OPERATOR_PAYLOAD, event: 'update_rejected', approvedBy: 'jane@example.com' };
    const { data } = eventOf(rejected);
    expect(data).toMatchObject({ rejectedBy: 'jane@example.com' });
    expect(data).not.toHaveProperty('approvedBy');
  });

  it('may have fields that nobody knows, and an id that is not the one', () => {
    const newer = {
      ...OPERATOR_PAYLOAD,
      id: '4711',
      cluster: { deep: [[]] },
      deployment: { ...deployment, replicas: 3 },
    };
    expect(eventOf(newer)).toEqual(eventOf(OPERATOR_PAYLOAD));
  });

  it('may write null for what is absent', () => {
    const nulls = { policy: null, requiresApproval: null, uiUrl: null, metadata: null };
    const full = { ...OPERATOR_PAYLOAD, ...nulls, deployment: { ...deployment, resourceKind: null } };
    expect(eventOf(full)).toEqual(eventOf(OPERATOR_PAYLOAD));
    const { data } = eventOf({ ...OPERATOR_PAYLOAD, metadata: { team: 'a', cluster: null } });
    expect(data).toMatchObject({ metadata: { team: 'a' } });
  });

  it('loses the end of texts that are too long, and nothing else', () => {
    const long = 'ä'.repeat(50_000);
    const fields = { policy: long, errorMessage: long, updateRequestName: long, metadata: { note: long } };
    const { data } = eventOf({ ...OPERATOR_PAYLOAD, ...fields, deployment: { ...deployment, newImage: long } });
    const shortened = (length: number) => `${'ä'.repeat(length - 1)}…`;
    expect(data).toMatchObject({
      policy: shortened(2_048),
      errorMessage: shortened(16_384),
      updateRequestName: shortened(253),
      newImage: shortened(2_048),
      metadata: { note: shortened(16_384) },
    });
  });

  it.each([
    'localhost:8081/x',
    '/api/v1/updates',
    'ftp://example.com/',
    '',
    `https://example.com/${'x'.repeat(3_000)}`,
  ])('loses a link that leads nowhere: %j', (link) => {
    const uiUrl = 'https://headwind.example.com/updates/production/nginx';
    const { data } = eventOf({ ...OPERATOR_PAYLOAD, approvalUrl: link, uiUrl });
    expect(data).toMatchObject({ uiUrl });
    expect(data).not.toHaveProperty('approvalUrl');
  });

  it('loses a link that is too long, for half of one leads nowhere', () => {
    const { data } = eventOf({ ...OPERATOR_PAYLOAD, uiUrl: `https://example.com/${'x'.repeat(3_000)}` });
    expect(data).not.toHaveProperty('uiUrl');
  });

  it('loses entries of the metadata that are beyond what an event may have', () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`key-${100 + index}`, 'value']));
    const { data } = eventOf({ ...OPERATOR_PAYLOAD, metadata: { ...many, '': 'x', ['k'.repeat(300)]: 'x' } });
    const names = Object.keys(Object(data.metadata));
    expect(names).toHaveLength(64);
    expect(names).toContain('key-100');
    expect(eventOf({ ...OPERATOR_PAYLOAD, metadata: reversed(many) }).data.metadata).toEqual(data.metadata);
  });

  it.each([
    ['an array', [OPERATOR_PAYLOAD], ['']],
    ['a text', 'update_failed', ['']],
    ['null', null, ['']],
    ['an unknown kind', { ...OPERATOR_PAYLOAD, event: 'update.failed' }, ['/event']],
    ['no time', { ...WITHOUT, deployment }, ['/timestamp']],
    ['null for the time', { ...OPERATOR_PAYLOAD, timestamp: null }, ['/timestamp']],
    ['a time that is none', { ...OPERATOR_PAYLOAD, timestamp: 'now' }, ['/timestamp']],
    ['no workload', { ...WITHOUT, timestamp }, ['/deployment']],
    ['a workload that is none', { ...OPERATOR_PAYLOAD, deployment: 'nginx' }, ['/deployment']],
    ['a name with a slash', { ...OPERATOR_PAYLOAD, deployment: { ...deployment, name: 'a/b' } }, ['/deployment/name']],
    [
      'a name that is too long',
      { ...OPERATOR_PAYLOAD, deployment: { ...deployment, name: 'n'.repeat(300) } },
      ['/deployment/name'],
    ],
    ['a number in the metadata', { ...OPERATOR_PAYLOAD, metadata: { a: 1 } }, ['/metadata/a']],
    ['a list for a link', { ...OPERATOR_PAYLOAD, uiUrl: [] }, ['/uiUrl']],
    [
      'everything at once',
      { event: 'x', deployment: { name: null } },
      [
        '/event',
        '/deployment/name',
        '/deployment/namespace',
        '/deployment/currentImage',
        '/deployment/newImage',
        '/timestamp',
      ],
    ],
  ])('is refused where it is unusable: %s', (_name, value, pointers) => {
    expect(wrongIn(value)).toEqual(pointers);
  });
});
