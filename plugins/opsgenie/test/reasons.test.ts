import { failureReasonOf } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenOpsgenie, openOpsgenie } from './opsgenie.js';

const EVENT = eventOf('update_failed');

let receiver: Receiver;
let opsgenie: OpenOpsgenie;

beforeEach(async () => {
  receiver = await startReceiver();
  opsgenie = await openOpsgenie({ baseUrl: receiver.url });
});

afterEach(async () => {
  await opsgenie.ctx.close();
  await receiver.close();
});

function words(message: string): string {
  return JSON.stringify({ message, took: 0.002, requestId: '8a88410f-3129-483d-87b7-b09ffdb1ac2c' });
}

describe('the reason of a failed attempt', () => {
  it.each([
    [401, '', 'credentials'],
    [403, '', 'credentials'],
    [422, words('Key format is not valid!'), 'credentials'],
    [422, words('Request body is not processable.'), 'refused'],
    [402, '', 'refused'],
    [404, '', 'refused'],
    [429, '', 'rate_limited'],
    [408, '', 'server_error'],
    [503, '', 'server_error'],
    [200, '<html>Sign in</html>', 'network'],
  ])('is, where %i %j is answered, %s', async (status, body, reason) => {
    receiver.replyWith(status, { body });
    expect(failureReasonOf(await opsgenie.channel.deliver(EVENT, attemptOf(EVENT)))).toBe(reason);
  });
});
