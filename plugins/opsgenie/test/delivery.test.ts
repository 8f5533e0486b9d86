import type { HeadwindEvent, Outcome } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCEPTED, API_KEY, type OpenOpsgenie, openOpsgenie } from './opsgenie.js';

const FAILED = eventOf('update_failed');

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

async function deliver(event: HeadwindEvent = FAILED): Promise<Outcome> {
  return opsgenie.channel.deliver(event, attemptOf(event));
}

describe('a delivery', () => {
  it('is authorized by the key', async () => {
    receiver.replyWith(202, { body: ACCEPTED });
    await deliver();
    expect(await receiver.next()).toMatchObject({
      method: 'POST',
      path: '/v2/alerts',
      headers: {
        authorization: `GenieKey ${API_KEY}`,
        'content-type': 'application/json',
      },
    });
  });

  it('of a failed rollback opens the alert, then raises its priority', async () => {
    receiver.replyWith(202, { body: ACCEPTED });
    receiver.replyWith(202, { body: ACCEPTED });
    expect(await deliver(eventOf('rollback_failed'))).toMatchObject({
      status: 'delivered',
      note: expect.stringMatching(
        /^accepted to open the alert.*; accepted to raise the alert.*; rollback_completed of the same update closes it$/,
      ),
    });
    expect(await receiver.next()).toMatchObject({ method: 'POST', path: '/v2/alerts' });
    expect(await receiver.next()).toMatchObject({
      method: 'PUT',
      path: expect.stringMatching(/^\/v2\/alerts\/[^/]+\/priority\?identifierType=alias$/),
      headers: { authorization: `GenieKey ${API_KEY}`, 'content-type': 'application/json' },
    });
  });

  it('is repeated as a whole where the priority could not be raised', async () => {
    receiver.replyWith(202, { body: ACCEPTED });
    receiver.replyWith(429, { retryAfter: 3 });
    expect(await deliver(eventOf('rollback_failed'))).toMatchObject({
      status: 'retry',
      rateLimited: true,
      afterMs: 3_000,
      message: expect.stringMatching(/^the alert was opened, but its priority could not be raised: HTTP 429 from /),
    });
  });

  it('says that the alert was opened where its priority is refused, and leads to the priorities', async () => {
    receiver.replyWith(202, { body: ACCEPTED });
    receiver.replyWith(422, { body: '{"message":"No","requestId":"1"}' });
    expect(await deliver(eventOf('rollback_failed'))).toMatchObject({
      status: 'rejected',
      message: `the alert was opened, but its priority could not be raised: HTTP 422 from ${new URL(receiver.url).host}: it refuses the priority. Check "priorities". It says: No`,
    });
  });

  it('that finds no alert to raise is delivered all the same', async () => {
    receiver.replyWith(202, { body: ACCEPTED });
    receiver.replyWith(404, { body: '{"message":"Alert does not exist","requestId":"1"}' });
    expect(await deliver(eventOf('rollback_failed'))).toMatchObject({
      status: 'delivered',
      note: expect.stringContaining('nothing to raise'),
    });
  });

  it('ends with its time', async () => {
    receiver.hang();
    const timeout = new AbortController();
    const delivery = opsgenie.channel.deliver(FAILED, attemptOf(FAILED, { signal: timeout.signal }));
    await receiver.waitFor(1);
    timeout.abort(new Error('time is up'));
    await expect(delivery).rejects.toThrow('time is up');
  });

  it('of a kind that neither opens nor closes sends nothing, and says so', async () => {
    expect(await deliver(eventOf('update_approved'))).toMatchObject({
      status: 'delivered',
      note: 'update_approved neither opens nor closes an alert',
    });
    expect(receiver.requests).toHaveLength(0);
  });
});
