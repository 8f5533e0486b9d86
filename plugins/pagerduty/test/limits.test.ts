import type { Description, HeadwindEvent } from '@headwind/plugin-api';
import { anyDescription } from '@headwind/plugin-testkit/any-description';
import { anyEvent } from '@headwind/plugin-testkit/any-event';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ACCEPTED, openPagerDuty, ROUTING_KEY } from './pagerduty.js';

const EVERYTHING = { acknowledgeApprovals: true, changeEvents: true, clientUrl: 'https://headwind.example.com/' };

/** Whole characters, of which none controls anything but the end of a line. */
const text = z.string().refine((value) => !/[^\P{Cc}\n\t]|\p{Surrogate}/u.test(value), 'control or half characters');

const filled = text.refine((value) => value.trim() !== '', 'blank');

const links = z.array(z.strictObject({ href: z.url({ protocol: /^https?$/ }).regex(/^[\x21-\x7e]+$/), text: filled }));

const payload = {
  summary: filled.max(1_024).regex(/^[^\n\t]*$/),
  source: filled,
  timestamp: z.iso.datetime({ precision: 0 }).optional(),
  custom_details: z.record(filled, filled),
};

const keys = { routing_key: z.literal(ROUTING_KEY), dedup_key: filled.max(255) };

/** The Events API v2 as its documentation has it, and nothing beside it. */
const message = z.union([
  z.strictObject({ ...keys, event_action: z.enum(['acknowledge', 'resolve']) }),
  z.strictObject({
    ...keys,
    event_action: z.literal('trigger'),
    client: z.literal('Headwind'),
    client_url: z.literal(EVERYTHING.clientUrl),
    payload: z.strictObject({
      ...payload,
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      component: filled.optional(),
      group: filled,
      class: filled,
    }),
    links,
  }),
  z.strictObject({ routing_key: keys.routing_key, payload: z.strictObject(payload), links }),
]);

/** Of the documented 512 KB. Bytes. */
const WELL_UNDER = 300 * 1_024;

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(() => receiver.close());

/** The bodies that one delivery sends, byte for byte. */
async function bodiesOf(event: HeadwindEvent, description?: Description): Promise<readonly Buffer[]> {
  const config = { ...EVERYTHING, baseUrl: receiver.url };
  const { channel, ctx } = await openPagerDuty(config, description && (() => description));
  const before = receiver.requests.length;
  for (let count = 0; count < 2; count += 1) receiver.replyWith(202, ACCEPTED);
  expect(await channel.deliver(event, attemptOf(event))).toMatchObject({ status: 'delivered' });
  await ctx.close();
  return receiver.requests.slice(before).map(({ rawBody }) => rawBody);
}

function expectToBeTaken(body: Buffer): void {
  expect(body.length).toBeLessThan(WELL_UNDER);
  const decoded = new TextDecoder('utf-8', { fatal: true }).decode(body);
  const json: unknown = JSON.parse(decoded);
  expect(JSON.stringify(json)).toBe(decoded);
  expect(message.safeParse(json).error?.issues ?? []).toEqual([]);
}

describe('what is sent', () => {
  it('keeps every limit of the Events API v2, whatever the event', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, async (event) => {
        for (const body of await bodiesOf(event)) expectToBeTaken(body);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every limit of the Events API v2, whatever the templates', async () => {
    const triggering = anyEvent.map((event): HeadwindEvent => ({ ...event, kind: 'update_failed' }));
    await fc.assert(
      fc.asyncProperty(triggering, anyDescription, async (event, description) => {
        const bodies = await bodiesOf(event, description);
        expect(bodies).toHaveLength(1);
        for (const body of bodies) expectToBeTaken(body);
      }),
      { numRuns: 200 },
    );
  });

  it('is well under 512 KB at its largest', async () => {
    const long = '更'.repeat(20_000);
    const [body, ...others] = await bodiesOf(eventOf('rollback_failed'), {
      title: long,
      emoji: long,
      severity: 'critical',
      summary: long,
      text: long,
      facts: Array.from({ length: 60 }, () => ({ name: long, value: long })),
      links: Array.from({ length: 40 }, () => ({ text: long, url: `https://example.com/${'x'.repeat(2_000)}` })),
    });
    expect(others).toEqual([]);
    expect(body?.length).toBeGreaterThan(200 * 1_024);
    expect(body?.length).toBeLessThan(WELL_UNDER);
  });
});
