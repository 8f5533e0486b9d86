import { type Description, describe as describeEvent, type HeadwindEvent } from '@headwind/plugin-api';
import { anyDescription } from '@headwind/plugin-testkit/any-description';
import { anyEvent } from '@headwind/plugin-testkit/any-event';
import { eventOf } from '@headwind/plugin-testkit/events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFields } from '../../../test/stand-ins/fields.js';
import { breachesOf } from '../../../test/stand-ins/slack-limits.js';
import { type BotAndService, openBot } from './open-slack.js';

const RUNS = 200;

/** Every text in a message, with the type of the object it stands in. */
function textsIn(value: unknown): { type: unknown; text: string }[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isFields(value)) return [];
  const own = typeof value.text === 'string' ? [{ type: value.type, text: value.text }] : [];
  return [...own, ...Object.values(value).flatMap(textsIn)];
}

/** All that was sent: within the limits, escaped, and the same after a journey as UTF-8. */
function expectWellFormed(bodies: readonly string[]): void {
  expect(bodies.length).toBeGreaterThan(0);
  for (const body of bodies) {
    const sent: unknown = JSON.parse(body);
    if (!isFields(sent)) throw new Error('no object was sent');
    expect(breachesOf(sent)).toEqual([]);
    for (const { type, text: each } of textsIn(sent)) {
      expect(Buffer.from(each).toString()).toBe(each);
      if (type === 'plain_text') continue;
      const withoutTime = each.replace(/^<!date\^\d+\^\{date_short_pretty\} at \{time\}\|[^<>&|]+>/, '');
      expect(withoutTime).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
    }
  }
}

describe('whatever an event holds', () => {
  let bot: BotAndService;
  let description: Description | undefined;

  beforeEach(async () => {
    description = undefined;
    bot = await openBot({}, (event) => description ?? describeEvent(event));
  });

  afterEach(() => bot.close());

  /** The bodies of the requests that some deliveries make. */
  async function sent(events: readonly HeadwindEvent[]): Promise<string[]> {
    const before = bot.slack.requests.length;
    for (const event of events) expect(await bot.deliver(event)).toMatchObject({ status: 'delivered' });
    return bot.slack.requests.slice(before).map(({ body }) => body);
  }

  it('every limit of Slack is kept, and nothing from outside is markup', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, async (event) => expectWellFormed(await sent([event]))),
      { numRuns: RUNS },
    );
  });

  it('the same holds for whatever templates make of it, in replies and edits too', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(anyDescription, async (anything) => {
        description = anything;
        runs += 1;
        const overrides = { workload: { name: `run-${runs}` } };
        const bodies = await sent([
          eventOf('update_request_created', { ...overrides, id: `${runs}-created` }),
          eventOf('update_approved', { ...overrides, id: `${runs}-approved` }),
          eventOf('update_failed', { ...overrides, id: `${runs}-failed` }),
        ]);
        expect(bodies).toHaveLength(5);
        expectWellFormed(bodies);
      }),
      { numRuns: RUNS },
    );
  });
});
