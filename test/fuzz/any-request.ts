import { createHash, createHmac } from 'node:crypto';
import { EVENT_KINDS } from '@headwind/plugin-api';
import fc from 'fast-check';
import { anyChange } from './any-change.js';

/** A request as it is sent; header values have no character that a header cannot carry. */
export interface AnyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the host under test is configured with. */
export const SECRET = 'fuzzed-webhook-secret';

/** The usual nineteen times of twenty, else the unusual: a request has many places, and each can spoil it. */
function mostly<Usual, Unusual>(usual: fc.Arbitrary<Usual>, unusual: fc.Arbitrary<Unusual>) {
  return fc.oneof({ weight: 19, arbitrary: usual }, { weight: 1, arbitrary: unusual });
}

const anyText = fc.string({ unit: 'binary', maxLength: 30 });
const name = mostly(fc.constantFrom('nginx', 'checkout-api', 'a.b', 'production'), anyText);
const text = fc.oneof(fc.constantFrom('nginx:1.26.0', 'admin@example.com', 'minor'), anyText);
const link = mostly(fc.webUrl(), anyText);
const time = mostly(
  fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('2025-11-06T10:30:00.123456789Z', '2025-11-06', 'now', ''),
);

/** A payload that is right more often than not. */
const payload = fc.record(
  {
    event: mostly(fc.constantFrom<string>(...EVENT_KINDS), anyText),
    timestamp: time,
    deployment: fc.record(
      { name, namespace: name, currentImage: text, newImage: text, container: text, resourceKind: text },
      { requiredKeys: ['name', 'namespace', 'currentImage', 'newImage'] },
    ),
    policy: text,
    requiresApproval: fc.boolean(),
    approvalUrl: link,
    uiUrl: link,
    approvedBy: text,
    rejectionReason: text,
    errorMessage: text,
    updateRequestName: text,
    metadata: fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), text, { maxKeys: 4 }),
  },
  { requiredKeys: ['event', 'timestamp', 'deployment'] },
);

/** The payload with anything in one of its places, or beside them. */
const spoiltPayload = fc
  .tuple(payload, fc.constantFrom('event', 'timestamp', 'deployment', 'metadata', 'id', 'other'), fc.jsonValue())
  .map(([value, field, other]) => ({ ...value, [field]: other }));

const attributes = fc.record(
  {
    specversion: mostly(fc.constant('1.0'), anyText),
    id: mostly(fc.uuid(), anyText),
    source: mostly(fc.constantFrom('/pipeline', 'https://ci.example.com/'), anyText),
    type: mostly(fc.constantFrom(...EVENT_KINDS.map((kind) => `sh.headwind.${kind}`)), anyText),
    time,
    subject: mostly(fc.constant('production/nginx'), anyText),
    datacontenttype: mostly(fc.constant('application/json'), fc.constantFrom('text/xml', '')),
    dataschema: mostly(fc.constant('https://example.com/schema'), anyText),
    traceparent: text,
    answer: fc.oneof(fc.integer(), fc.boolean(), text),
  },
  { requiredKeys: ['specversion', 'id', 'source', 'type'] },
);

/** The data of a CloudEvent, whose kind its type says. */
const data = mostly(
  payload.map(({ event: _, ...rest }) => rest),
  fc.oneof(payload, spoiltPayload),
);

const cloudEvent = fc.tuple(attributes, data).map(([head, body]) => ({ ...head, data: body }));

const CLOUDEVENT = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const JSON_TYPE = 'application/json';

/** What is posted, before anything happens to its bytes, and what it is declared to be. */
const declared: fc.Arbitrary<{ readonly type: string; readonly value: unknown; readonly head?: object }> = fc.oneof(
  { weight: 8, arbitrary: payload.map((value) => ({ type: JSON_TYPE, value })) },
  { weight: 2, arbitrary: spoiltPayload.map((value) => ({ type: JSON_TYPE, value })) },
  { weight: 1, arbitrary: fc.array(payload, { maxLength: 3 }).map((value) => ({ type: JSON_TYPE, value })) },
  { weight: 3, arbitrary: cloudEvent.map((value) => ({ type: CLOUDEVENT, value })) },
  { weight: 1, arbitrary: fc.array(cloudEvent, { maxLength: 3 }).map((value) => ({ type: BATCH, value })) },
  {
    weight: 3,
    arbitrary: fc.tuple(attributes, data).map(([{ datacontenttype: _, ...head }, value]) => ({
      type: JSON_TYPE,
      value,
      head: attributeHeaders(head),
    })),
  },
  { weight: 1, arbitrary: fc.jsonValue().map((value) => ({ type: JSON_TYPE, value })) },
);

function attributeHeaders(attributesByName: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(attributesByName).map(([key, value]) => [`ce-${key}`, encodeURIComponent(wellFormed(value))]),
  );
}

const anyContentType = fc.constantFrom(
  JSON_TYPE,
  `${JSON_TYPE}; charset=latin1`,
  CLOUDEVENT,
  `${CLOUDEVENT}; charset=utf-8`,
  BATCH,
  'application/cloudevents+avro',
  'text/plain',
  'application/json;;;=',
  '',
);

/** What a header can carry (RFC 9110, section 5.5), as latin1. */
const headerValue = fc.string({
  unit: fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0xa0, max: 0xff })).map(String.fromCharCode),
  maxLength: 40,
});

const anyHeaders = fc.dictionary(
  fc.constantFrom(
    ...['ce-specversion', 'ce-id', 'ce-source', 'ce-type', 'ce-time', 'ce-', 'ce-id-2'],
    ...['content-encoding', 'authorization', 'traceparent', 'tracestate', 'origin', 'accept'],
  ),
  headerValue,
  { maxKeys: 3 },
);

type Sign = (body: Uint8Array) => Readonly<Record<string, string>>;

/** The HMAC of the specification, or the SHA-256 of secret and body that the operator sends. */
const goodSignature: fc.Arbitrary<Sign> = fc.constantFrom<Sign>(
  (body) => signed(`sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`),
  (body) => signed(`sha256=${createHash('sha256').update(SECRET).update(body).digest('hex')}`),
);

/** None, or one that is wrong in one way or another. */
const otherSignature: fc.Arbitrary<Sign> = fc.oneof(
  fc.constantFrom<Sign>(
    () => ({}),
    (body) => signed(createHmac('sha256', SECRET).update(body).digest('hex')),
    (body) => signed(`sha256=${createHash('sha256').update(body).update(SECRET).digest('hex')}`),
  ),
  fc.oneof(headerValue, fc.stringMatching(/^sha256=[0-9a-f]{64}$/)).map((value) => () => signed(value)),
);

function signed(signature: string): Readonly<Record<string, string>> {
  return { 'x-headwind-signature': signature };
}

/** How many requests are made of one that fast-check makes up, which takes it longer than the host needs to answer. */
export const VARIANTS = 5;

const anyChanges = fc.array(anyChange, { minLength: VARIANTS - 1, maxLength: VARIANTS - 1 });

/** A request to a path that takes events, most of them by the method that it takes; and the same with its body changed. */
export function anyRequests(path: string): fc.Arbitrary<AnyRequest[]> {
  return fc
    .record({
      method: mostly(fc.constant('POST'), fc.constantFrom('OPTIONS', 'PUT', 'GET', 'DELETE')),
      query: mostly(fc.constant(''), fc.webQueryParameters()),
      declared,
      otherType: mostly(fc.constant(undefined), anyContentType),
      others: mostly(fc.constant({}), anyHeaders),
      sign: mostly(goodSignature, otherSignature),
      changes: anyChanges,
    })
    .map(({ method, query, declared: { type, value, head }, otherType, others, sign, changes }) => {
      const json = new TextEncoder().encode(JSON.stringify(value));
      const contentType = otherType ?? type;
      const headers = { ...(contentType !== '' && { 'content-type': contentType }), ...head, ...others };
      return [json, ...changes.map((change) => change(json))].map((body) => ({
        method,
        path: query === '' ? path : `${path}?${query}`,
        headers: { ...headers, ...sign(body) },
        body,
      }));
    });
}

/** The bytes of whole requests, with some of them changed. */
export function anyRequestsAsBytes(path: string): fc.Arbitrary<Uint8Array[]> {
  return fc.tuple(anyRequests(path), anyChange).map(([requests, change]) => requests.map(bytesOf).map(change));
}

function bytesOf({ method, path, headers, body }: AnyRequest): Uint8Array {
  const head = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: close',
    `content-length: ${body.length}`,
    ...Object.entries(headers).map(([key, value]) => `${key}: ${value}`),
  ].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]);
}

/** Half of a pair cannot be percent-encoded. */
function wellFormed(value: unknown): string {
  return String(value).replace(/\p{Surrogate}/gu, '\ufffd');
}
