import { createTestObserverContext } from '@headwind/plugin-testkit/context';
import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { eventOf } from '@headwind/plugin-testkit/events';
import { expect, it } from 'vitest';
import plugin from '../src/plugin.js';

// The conformance suite, with "example" of the manifest. It runs what was built.
describePlugin(new URL('..', import.meta.url));

it('logs a delivery that is given up, at the level that is configured', async () => {
  const ctx = createTestObserverContext({ level: 'error' as const });
  const observer = await plugin.create(ctx);
  const event = eventOf('update_failed');

  observer.observe({
    type: 'delivery',
    deliveryId: `${event.id}/oncall`,
    channel: 'oncall',
    plugin: 'webhook',
    event,
    publishedAt: 0,
    attempt: 1,
    outcome: { status: 'rejected', message: '410 Gone' },
    state: 'dead',
    durationMs: 5,
  });

  const fields = { channel: 'oncall', event: 'update_failed' };
  expect(ctx.log.lines).toEqual([{ level: 'error', message: 'a delivery was given up', fields }]);
});
