import type { Description, HeadwindEvent } from '@headwind/plugin-api';
import { describe as describeEvent } from '@headwind/plugin-api';
import { anyDescription } from '@headwind/plugin-testkit/any-description';
import { anyEvent } from '@headwind/plugin-testkit/any-event';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from './card-check.js';
import { liveMarks } from './markdown.js';
import { type OpenTeams, openTeams } from './teams.js';

let receiver: Receiver;
let teams: OpenTeams;
let presented: (event: HeadwindEvent) => Description = describeEvent;

beforeAll(async () => {
  receiver = await startReceiver();
  teams = await openTeams({ webhookUrl: `${receiver.url}/workflows/1?sig=2` }, (event) => presented(event));
});

afterAll(async () => {
  await teams.ctx.close();
  await receiver.close();
});

/** Every string of a JSON value that stands under one of these keys. */
function textsAt(keys: readonly string[], value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    typeof part === 'string' ? (keys.includes(key) ? [part] : []) : textsAt(keys, part),
  );
}

/** The function for the reader's own clock: the one thing in a card's text that is meant to be alive. */
const CLOCK =
  / · \{\{DATE\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ,SHORT\)\}\} \{\{TIME\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)\}\}$/;

async function checkSent(event: HeadwindEvent): Promise<void> {
  await teams.channel.deliver(event, attemptOf(event));
  const { rawBody, headers } = await receiver.next();
  expect(headers['content-type']).toBe('application/json');
  expect(rawBody.length).toBeLessThan(20_000);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
  const message: unknown = JSON.parse(text);
  expect(JSON.stringify(message)).toBe(text);
  expect(text).not.toMatch(/\\u[d-f]|[\u202a-\u202e\u2066-\u2069]/);
  expect(message).toMatchObject({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null }],
  });
  const { attachments }: { attachments: { content: { body: unknown; actions?: { url: string; title: string }[] } }[] } =
    JSON.parse(text);
  expect(attachments).toHaveLength(1);
  const card = attachments[0]?.content;
  expect(faultsOf(card)).toEqual([]);
  expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.4', msteams: { width: 'Full' } });

  const lines = [...textsAt(['text', 'value'], card?.body), ...textsAt(['fallbackText'], card)];
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines.flatMap((each) => each.replace(CLOCK, '').split('\n\n'))) {
    expect(line.trim()).not.toBe('');
    expect(liveMarks(line)).toEqual([]);
  }
  for (const { url, title } of card?.actions ?? []) {
    expect(url).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
    expect(title).toMatch(/^.{1,40}$/u);
  }
}

describe('what is sent', () => {
  it('keeps every limit of Teams, and is a card without fault and without markup from outside, for any event', async () => {
    presented = describeEvent;
    await fc.assert(fc.asyncProperty(anyEvent, checkSent), { numRuns: 300 });
  });

  it('does so for anything that templates can give', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, anyDescription, async (event, given) => {
        presented = () => given;
        await checkSent(event);
      }),
      { numRuns: 200 },
    );
  });
});
