import { failureReasonOf } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenPagerDuty, openPagerDuty } from './pagerduty.js';

const EVENT = eventOf('update_failed');

let receiver: Receiver;
let pagerDuty: OpenPagerDuty;

beforeEach(async () => {
  receiver = await startReceiver();
  pagerDuty = await openPagerDuty({ baseUrl: receiver.url });
});

afterEach(async () => {
  await pagerDuty.ctx.close();
  await receiver.close();
});

function refusal(error: string): string {
  return JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors: [error] });
}

describe('the reason of a failed attempt', () => {
  it.each([
    [400, refusal('Invalid routing key'), 'credentials'],
    [400, refusal("Length of 'routing_key' is incorrect (should be 32 characters)"), 'credentials'],
    [400, refusal("'payload.summary' is missing or blank"), 'refused'],
    [401, '', 'credentials'],
    [403, '', 'credentials'],
    [404, '', 'refused'],
    [413, '', 'refused'],
    [429, '', 'rate_limited'],
    [408, '', 'server_error'],
    [500, '', 'server_error'],
    [200, '<title>Please log in</title>', 'network'],
  ])('is, where %i %j is answered, %s', async (status, body, reason) => {
    receiver.replyWith(status, { body });
    expect(failureReasonOf(await pagerDuty.channel.deliver(EVENT, attemptOf(EVENT)))).toBe(reason);
  });
});
