import { type Description, describe as describeEvent, type HeadwindEvent } from '@headwind/plugin-api';
import { anyDescription } from '@headwind/plugin-testkit/any-description';
import { anyEvent } from '@headwind/plugin-testkit/any-event';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloseAlert, OpenAlert } from '../src/request.js';
import { ACCEPTED, openOpsgenie } from './opsgenie.js';

/** Looking for the smallest failure would take longer than the test may. */
const RUNS = { numRuns: 300, endOnFailure: true };

const OPENING = ['update_failed', 'rollback_triggered', 'rollback_failed'];
const CLOSING = ['update_completed', 'rollback_completed', 'update_rejected'];

let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});

afterAll(() => receiver.close());

/** The bytes and the path of what a delivery of this event sends; undefined where it sends nothing. */
async function sentFor(event: HeadwindEvent, words = describeEvent(event)) {
  const tags = Array.from({ length: 17 }, (_, index) => `${index}`.padEnd(50, 'x'));
  const { channel, ctx } = await openOpsgenie({ baseUrl: receiver.url, tags }, () => words);
  const before = receiver.requests.length;
  receiver.replyWith(202, { body: ACCEPTED });
  if (event.kind === 'rollback_failed') receiver.replyWith(202, { body: ACCEPTED });
  const outcome = await channel.deliver(event, attemptOf(event));
  await ctx.close();
  expect(outcome.status).toBe('delivered');
  return receiver.requests.slice(before)[0];
}

/** Every documented limit (docs.opsgenie.com, "Alert API"). */
function expectWithinLimits({ path, rawBody }: { readonly path: string; readonly rawBody: Buffer }): void {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
  expect(JSON.stringify(JSON.parse(text))).toBe(text);
  expect(path.length).toBeLessThan(8_000);
  if (path === '/v2/alerts') expectOpening(JSON.parse(text));
  else expectClosing(path, JSON.parse(text));
}

function expectOpening({ alias, ...body }: OpenAlert): void {
  expect(body.message.trim()).not.toBe('');
  expect(body.message).not.toContain('\n');
  expect(alias).not.toMatch(/[\p{Surrogate}\p{Cc}]/u);
  expect(alias.length).toBeLessThanOrEqual(512);
  expectPlain(body.message, 130);
  expectPlain(body.description, 15_000);
  expectPlain(body.entity, 512);
  expectPlain(body.source, 100);
  expectPlain(body.user, 100);
  expect(body.tags.length).toBeLessThanOrEqual(20);
  for (const tag of body.tags) {
    expect(tag.trim()).not.toBe('');
    expectPlain(tag, 50);
  }
  const details = Object.entries(body.details).flat();
  for (const each of details) expect(each.trim()).not.toBe('');
  expectPlain(details.join(''), 8_000);
  expect(body.priority).toMatch(/^P[1-5]$/);
}

function expectClosing(path: string, body: CloseAlert): void {
  const [, alias = ''] = /^\/v2\/alerts\/([^/?]+)\/close\?identifierType=alias$/.exec(path) ?? [];
  expect(alias).not.toBe('');
  expect(decodeURIComponent(alias).length).toBeLessThanOrEqual(512);
  expectPlain(body.note, 25_000);
  expectPlain(body.source, 100);
  expectPlain(body.user, 100);
}

/** No tag, nothing that reorders text, no half of a character, and no longer than the limit. */
function expectPlain(text: string, limit: number): void {
  expect(text).not.toMatch(/[<\p{Bidi_Control}\p{Surrogate}\0]/u);
  expect(text.length).toBeLessThanOrEqual(limit);
}

describe('what is sent', () => {
  it('keeps every limit of Opsgenie, whatever the event', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, async (event) => {
        const sent = await sentFor(event);
        const sends = [...OPENING, ...CLOSING].includes(event.kind);
        expect(sent !== undefined).toBe(sends);
        if (sent !== undefined) expectWithinLimits(sent);
      }),
      RUNS,
    );
  });

  it('keeps every limit of Opsgenie, whatever templates make of the event', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('rollback_failed', 'update_completed'), anyDescription, async (kind, words) => {
        const sent = await sentFor(eventOf(kind), words);
        expect(sent).toBeDefined();
        if (sent !== undefined) expectWithinLimits(sent);
      }),
      RUNS,
    );
  });

  it('opens and closes under one alias, whatever the update', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, async ({ workload, data }) => {
        const opening = await sentFor(eventOf('update_failed', { workload, data }));
        const closing = await sentFor(eventOf('update_completed', { workload, data }));
        const [, alias = ''] = /\/v2\/alerts\/([^/]+)\/close/.exec(closing?.path ?? '') ?? [];
        expect(decodeURIComponent(alias)).toBe(JSON.parse(opening?.rawBody.toString() ?? '').alias);
      }),
      { ...RUNS, numRuns: 50 },
    );
  });

  it('shortens what is too long, and never an address', async () => {
    const url = `https://example.com/${'a'.repeat(2_000)}`;
    const words: Description = {
      ...describeEvent(eventOf('update_failed')),
      summary: `${'x'.repeat(129)}🚀🚀`,
      text: 'y'.repeat(20_000),
      facts: Array.from({ length: 60 }, (_, index) => ({ name: `Fact ${index}`, value: 'z'.repeat(2_000) })),
      links: Array.from({ length: 5 }, () => ({ text: 'Open', url })),
    };
    const sent = await sentFor(eventOf('update_failed'), words);
    if (sent !== undefined) expectWithinLimits(sent);
    const { message, description, details } = JSON.parse(sent?.rawBody.toString() ?? '');
    expect(message).toBe(`${'x'.repeat(129)}…`);
    expect(description).toContain(`${'y'.repeat(3_999)}…\n\nFact 0: ${'z'.repeat(1_499)}…\n`);
    expect(description.split('\n').filter((line: string) => line.startsWith('Open'))).toEqual([
      `Open: ${url}`,
      `Open: ${url}`,
    ]);
    expect(Object.keys(details)).toContain('Fact 6');
    expect(Object.keys(details)).not.toContain('Fact 7');
  });
});
