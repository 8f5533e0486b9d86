import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { post, problemOf, runServer } from './running-server.js';

const REFUSED = [400, 413, 415, 422];

it('any bytes at all are refused with a 4xx, never an error of the host', async () => {
  const { url, log, intake } = await runServer();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      const reply = await post(url, new Uint8Array(bytes));
      expect(REFUSED).toContain(reply.status);
      expect((await problemOf(reply)).status).toBe(reply.status);
    }),
    { numRuns: 200 },
  );
  expect(log.lines).toEqual([]);
  expect(intake.published).toEqual([]);
});

it('any JSON at all is refused with a 4xx that points into the body', async () => {
  const { url, log, intake } = await runServer();
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 6 }), async (json) => {
      const reply = await post(url, json);
      expect(REFUSED).toContain(reply.status);
      const problem = await problemOf(reply);
      if (reply.status === 422) for (const { pointer } of problem.errors ?? []) expect(pointer).toMatch(/^(\/.*)?$/s);
    }),
    { numRuns: 300 },
  );
  expect(log.lines).toEqual([]);
  expect(intake.published).toEqual([]);
});

it('an event with anything in one of its fields is either taken whole or refused at that field', async () => {
  const { url, log, intake } = await runServer();
  const field = fc.constantFrom(...Object.keys(EXAMPLE_PAYLOAD), 'id', 'approvedBy', 'metadata', 'uiUrl', 'unknown');
  await fc.assert(
    fc.asyncProperty(field, fc.jsonValue({ maxDepth: 3 }), async (name, value) => {
      const before = intake.published.length;
      const reply = await post(url, JSON.stringify({ ...EXAMPLE_PAYLOAD, [name]: value }));
      if (reply.status === 202) {
        expect(intake.published).toHaveLength(before + 1);
        return;
      }
      expect(intake.published).toHaveLength(before);
      // A key `__proto__` makes the whole body unacceptable.
      expect([400, 422]).toContain(reply.status);
      const { errors = [] } = await problemOf(reply);
      for (const { pointer } of errors) expect(pointer.split('/')[1]).toBe(name);
    }),
    { numRuns: 300 },
  );
  expect(log.lines).toEqual([]);
});

it('a body nested as deeply as the limit allows is refused', async () => {
  const { url } = await runServer();
  expect((await post(url, '['.repeat(500_000) + ']'.repeat(500_000))).status).toBe(422);
  expect((await post(url, `${'{"metadata":'.repeat(50_000)}1${'}'.repeat(50_000)}`)).status).toBe(422);
});
