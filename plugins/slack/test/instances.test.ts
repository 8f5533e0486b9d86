import { eventOf } from '@headwind/plugin-testkit/events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BotAndService, openBot } from './open-slack.js';
import { POST, pathsSinceOpening, UPDATE } from './requests.js';

let one: BotAndService;
let other: BotAndService;

beforeEach(async () => {
  one = await openBot({ channel: '#deployments' });
  other = await openBot({ channel: '#deployments' });
});

afterEach(async () => {
  await one.close();
  await other.close();
});

it('two instances share neither thread nor connection', async () => {
  expect(await one.deliver(eventOf('update_detected'))).toMatchObject({ status: 'delivered' });
  expect(other.slack.requests).toEqual([]);

  // To the other the update is new: it opens a thread of its own.
  expect(await other.deliver(eventOf('update_completed'))).toMatchObject({ status: 'delivered' });
  expect(other.slack.requests.map(({ path }) => path)).toEqual([POST]);

  expect(await one.deliver(eventOf('update_completed'))).toMatchObject({ status: 'delivered' });
  expect(pathsSinceOpening(one.slack)).toEqual([POST, UPDATE]);
  expect(other.slack.requests).toHaveLength(1);
});

it('an instance that stops leaves the other as it is', async () => {
  await one.channel.start?.();
  await one.channel.stop?.();
  expect(await other.deliver(eventOf('update_detected'))).toMatchObject({ status: 'delivered' });
});
