import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deadLettersBody, deliveriesQuery, logLevelBody, tailQuery } from '../../src/http/request-schemas.js';
import { ask } from './documented-api.js';
import { withDeadLetters } from './with-dead-letters.js';

/** Names that somebody may write, most of them right. */
const NAMES = [
  ...Object.keys({ ...deliveriesQuery.shape, ...deadLettersBody.shape, ...logLevelBody.shape }),
  '__proto__',
  'toString',
];

const anyName = fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 12, unit: 'grapheme' }));
const anyPair = fc.tuple(anyName, fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat().map(String)));

it('any query at all is answered or refused as the document says', async () => {
  const { url, log } = await withDeadLetters();
  await fc.assert(
    fc.asyncProperty(fc.array(anyPair, { maxLength: 4 }), async (pairs) => {
      const query = new URLSearchParams(pairs);
      const reply = await ask(url, 'GET', `/v1/deliveries?${query}`);
      expect([200, 400, 422]).toContain(reply.status);
      const isKnown = [...query.keys()].every((name) => name in tailQuery.shape);
      if (!isKnown) expect((await ask(url, 'GET', `/v1/events/tail?${query}`)).status).toBe(422);
    }),
    { numRuns: 200 },
  );
  expect(log.lines).toEqual([]);
});

it('any JSON at all is taken or refused as the document says', async () => {
  const { url, log } = await withDeadLetters();
  const anyBody = fc.oneof(fc.jsonValue(), fc.dictionary(anyName, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 4 }));
  await fc.assert(
    fc.asyncProperty(anyBody, async (json) => {
      expect([200, 400, 422]).toContain((await ask(url, 'POST', '/v1/dead-letters/discard', { json })).status);
      expect([200, 400, 422]).toContain((await ask(url, 'PUT', '/v1/log-level', { json })).status);
      expect([200, 400, 422]).toContain((await ask(url, 'POST', '/v1/channels/chat/pause', { json })).status);
    }),
    { numRuns: 200 },
  );
  expect(log.lines).toEqual([]);
});

it('any id at all is looked for, and not found', async () => {
  const { url, log } = await withDeadLetters();
  const anyId = fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' }).filter((id) => !/^\.{1,2}$/.test(id));
  await fc.assert(
    fc.asyncProperty(anyId, async (id) => {
      const path = encodeURIComponent(id);
      expect((await ask(url, 'GET', `/v1/deliveries/${path}`)).status).toBe(404);
      expect((await ask(url, 'POST', `/v1/deliveries/${path}/replay`)).status).toBe(404);
      expect((await ask(url, 'GET', `/v1/channels/${path}`)).status).toBe(404);
    }),
    { numRuns: 200 },
  );
  expect(log.lines).toEqual([]);
});
