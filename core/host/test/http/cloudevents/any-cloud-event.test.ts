import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventIdOf } from '../../../src/http/cloudevents/event-id.js';
import { post, problemOf, type RunningServer, runServer } from '../running-server.js';
import { CLOUD_EVENT, DATA, postBinary, postStructured, STRUCTURED } from './cloud-events.js';

/** What CloudEvents themselves are made of; none of these names is an extension's. */
const TAKEN = ['specversion', 'id', 'source', 'type', 'time', 'subject', 'dataschema', 'datacontenttype', 'data'];

const name = fc.stringMatching(/^[a-z0-9]{1,20}$/).filter((text) => !TAKEN.includes(text));
/** Every character that CloudEvents allow. */
const text = fc
  .string({ unit: 'binary', maxLength: 50 })
  .map((any) => any.replace(/[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/gu, ''));
const value = fc.oneof(text, fc.boolean(), fc.maxSafeInteger());
const extensions = fc.dictionary(name, value, { maxKeys: 10, noNullPrototype: true });
const identity = fc.record({
  id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  source: fc.webUrl({ withFragments: true, withQueryParameters: true }),
});

/** The metadata that attributes become. */
function metadataOf(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, text]) => [`cloudevents-${key}`, String(text)]));
}

function last({ intake }: RunningServer) {
  return intake.published.at(-1);
}

/** As the HTTP binding encodes (section 3.1.3.2). */
function encoded(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x25 ? String.fromCharCode(byte) : percent(byte),
    )
    .join('');
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

it('any attributes in structured mode are taken, and none is lost', async () => {
  const server = await runServer();
  await fc.assert(
    fc.asyncProperty(identity, extensions, async (attributes, others) => {
      const reply = await postStructured(server.url, { ...CLOUD_EVENT, ...others, ...attributes });
      expect(reply.status).toBe(202);
      expect(last(server)?.id).toBe(eventIdOf(attributes.source, attributes.id));
      expect(last(server)?.data.metadata).toEqual(metadataOf({ ...others, ...attributes }));
    }),
    { numRuns: 200 },
  );
});

it('any attributes in headers are taken, and none is lost', async () => {
  const server = await runServer();
  await fc.assert(
    fc.asyncProperty(identity, extensions, async (attributes, others) => {
      const all = Object.entries({ ...others, ...attributes });
      const headers = all.map(([key, text]) => [`ce-${key}`, encoded(String(text))]);
      const reply = await postBinary(server.url, Object.fromEntries(headers));
      expect(reply.status).toBe(202);
      expect(last(server)?.data.metadata).toEqual(metadataOf(Object.fromEntries(all)));
    }),
    { numRuns: 200 },
  );
});

it('any metadata of the publisher stands beside the attributes, and can be told from them', async () => {
  const server = await runServer();
  const key = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }).filter((text) => text !== '__proto__'),
    name.map((text) => `cloudevents-${text}`),
    name.map((text) => `cloudevents-cloudevents-${text}`),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(key, fc.string({ maxLength: 50 }), { maxKeys: 10, noNullPrototype: true }),
      extensions,
      async (metadata, others) => {
        const reply = await postStructured(server.url, { ...CLOUD_EVENT, ...others, data: { ...DATA, metadata } });
        expect(reply.status).toBe(202);
        const kept = Object.entries(last(server)?.data.metadata ?? {});
        const own = kept.filter(([text]) => !/^cloudevents-[a-z0-9]+$/.test(text));
        expect(Object.fromEntries(own.map(([text, each]) => [text.replace(/^cloudevents-/, ''), each]))).toEqual(
          metadata,
        );
        expect(kept).toHaveLength(Object.keys(metadata).length + Object.keys(others).length + 2);
      },
    ),
    { numRuns: 200 },
  );
});

it('any header value at all is either taken or refused by its name', async () => {
  const { url, log, intake } = await runServer();
  const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) });
  await fc.assert(
    fc.asyncProperty(text, async (sent) => {
      fc.pre(!/[\x7f-\x9f]/.test(sent));
      const before = intake.published.length;
      const reply = await postBinary(url, { 'ce-note': sent });
      if (reply.status === 202) return;
      expect(reply.status).toBe(422);
      expect(await problemOf(reply)).toMatchObject({ errors: [{ pointer: '/ce-note' }] });
      expect(intake.published).toHaveLength(before);
    }),
    { numRuns: 200 },
  );
  expect(log.lines).toEqual([]);
});

it('any JSON at all as a CloudEvent is refused with a 4xx, never an error of the host', async () => {
  const { url, log, intake } = await runServer();
  const member = fc.constantFrom(...TAKEN, 'data_base64', 'traceparent', 'tracestate', 'Note', '__proto__');
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 4 }), async (json) => {
      const reply = await post(url, json, { 'content-type': STRUCTURED });
      expect([400, 422]).toContain(reply.status);
    }),
    { numRuns: 100 },
  );
  expect(intake.published).toEqual([]);
  await fc.assert(
    fc.asyncProperty(member, fc.jsonValue({ maxDepth: 3 }), async (key, each) => {
      const before = intake.published.length;
      const reply = await postStructured(url, { ...CLOUD_EVENT, [key]: each });
      expect([202, 400, 422]).toContain(reply.status);
      expect(intake.published).toHaveLength(reply.status === 202 ? before + 1 : before);
    }),
    { numRuns: 300 },
  );
  expect(log.lines).toEqual([]);
});

it('two pairs of source and id make two event ids, which are ids; the same pair makes the same', () => {
  const part = fc.string({ unit: 'binary', minLength: 1 });
  fc.assert(
    fc.property(part, part, part, part, (source, id, otherSource, otherId) => {
      const made = eventIdOf(source, id);
      expect(made).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
      expect(made).toBe(eventIdOf(source, id));
      const isSame = source === otherSource && id === otherId;
      expect(made === eventIdOf(otherSource, otherId)).toBe(isSame);
      expect(made === eventIdOf(otherSource, id)).toBe(source === otherSource);
      expect(made === eventIdOf(source, otherId)).toBe(id === otherId);
      // What is cut elsewhere is another pair.
      expect(made).not.toBe(eventIdOf(source + id.slice(0, 1), id.slice(1)));
    }),
  );
  expect(eventIdOf('/a', '\ud800')).not.toBe(eventIdOf('/a', '\ud801'));
});

it('the id of an event stays what it was in earlier versions', () => {
  // printf '["/pipeline","4711"]' | sha256sum
  expect(eventIdOf('/pipeline', '4711')).toBe('ce-a9f370f6d67126faebd122b2b0a44e03e38180372a1e88feb0e0e62d3345b7b3');
});

it.each(['a\u0000b', 'a\nb', '\u0085', '\ud800', '\ufffe'])('an attribute with %j in it is refused', async (sent) => {
  const { url, intake } = await runServer();
  for (const attribute of ['id', 'source', 'subject', 'note']) {
    const reply = await postStructured(url, { ...CLOUD_EVENT, [attribute]: sent });
    expect(reply.status).toBe(422);
    expect(await problemOf(reply)).toMatchObject({ errors: [{ pointer: `/${attribute}` }] });
  }
  expect(intake.published).toEqual([]);
});

it.each(['/ci/é', '/two words', 'a%zz', 'a|b'])(
  'the source %j is refused, for it is no URI reference',
  async (source) => {
    const { url } = await runServer();
    const reply = await postStructured(url, { ...CLOUD_EVENT, source });
    expect(reply.status).toBe(422);
    expect(await problemOf(reply)).toMatchObject({ errors: [{ pointer: '/source' }] });
  },
);
