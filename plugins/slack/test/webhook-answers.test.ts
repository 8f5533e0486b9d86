import type { Outcome } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, type ReceiverReply, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebhookReader } from '../src/webhook-reading.js';
import { type OpenSlack, openSlack } from './open-slack.js';

const PATH = '/services/T0001ABCD/B0001ABCD/7c6a180b36896a0a8c02787e';
const EVENT = eventOf('update_failed');

let receiver: Receiver;
let slack: OpenSlack;

beforeEach(async () => {
  receiver = await startReceiver();
  slack = await openSlack({ webhookUrl: `${receiver.url}${PATH}`, channel: '#a', username: 'b', iconEmoji: ':c:' });
});

afterEach(async () => {
  await slack.ctx.close();
  await receiver.close();
});

/** The outcome of a delivery that is answered like this. */
async function answered(status: number, reply: ReceiverReply = {}): Promise<Outcome> {
  receiver.replyWith(status, reply);
  return slack.deliver(EVENT);
}

describe('a webhook', () => {
  it('gets the message as JSON, with channel, name and icon', async () => {
    await answered(200, { body: 'ok' });
    const { method, path, headers, rawBody } = await receiver.next();
    expect({ method, path, type: headers['content-type'] }).toEqual({
      method: 'POST',
      path: PATH,
      type: 'application/json',
    });
    expect(JSON.parse(rawBody.toString())).toMatchObject({
      channel: '#a',
      username: 'b',
      icon_emoji: ':c:',
      text: '❌ Update Failed: nginx-deployment (production), nginx:1.26.0 → nginx:1.27.0',
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it.each(['ok', '', 'ok\n', '{"ok":true}'])('that answers 200 %j has taken it', async (body) => {
    expect(await answered(200, { body })).toMatchObject({ status: 'delivered' });
  });

  it.each([
    ['https://hooks.slack.com/services/T/B/X', 'retry'],
    ['https://hooks.slack-gov.com/services/T/B/X', 'retry'],
    ['https://slack.com/x', 'retry'],
    ['https://hooks.slack.com.example.com/x', 'delivered'],
    ['https://notslack.com/x', 'delivered'],
    ['https://mattermost.example.com/hooks/x', 'delivered'],
  ])('at %s that answers 200 and nothing: %s, for Slack itself always says "ok"', (url, status) => {
    const read = createWebhookReader(url);
    expect(read({ status: 200, header: () => undefined, text: '' })).toMatchObject({ status });
    expect(read({ status: 200, header: () => undefined, text: 'ok' })).toMatchObject({ status: 'delivered' });
  });

  it.each([
    ['<!DOCTYPE html><title>Sign in</title>', 'a page of HTML'],
    ['{"success":true}', 'in another form'],
    ['accepted', 'in another form'],
  ])('that answers 200 %j is not Slack, and is tried again', async (body, said) => {
    const outcome = await answered(200, { body });
    expect(outcome).toMatchObject({ status: 'retry', message: expect.stringContaining(said) });
    expect(outcome).toMatchObject({ message: expect.stringContaining('proxy or firewall') });
  });

  it.each([
    [400, 'invalid_payload', 'form of the message'],
    [400, 'user_not_found', '`channel`'],
    [403, 'action_prohibited', 'administrator'],
    [403, 'invalid_token', 'Recreate the webhook in Slack'],
    [404, 'channel_not_found', '`channel`'],
    [404, 'no_service', 'invalid, has expired or was revoked. Recreate the webhook in Slack'],
    [404, '<html>Not Found</html>', 'Recreate the webhook in Slack'],
    [404, '', 'Recreate the webhook in Slack'],
    [410, 'channel_is_archived', 'Unarchive it'],
    [410, '', 'Recreate the webhook in Slack'],
    [302, '', 'redirects are not followed'],
    [413, 'too large', 'Look the answer up'],
    [422, 'an_unknown_code', 'Look the answer up'],
  ])('that answers %i %j has refused it for good, and the message says what to do', async (status, body, advice) => {
    const outcome = await answered(status, { body });
    expect(outcome).toMatchObject({ status: 'rejected', message: expect.stringContaining(advice) });
    expect(outcome).toMatchObject({ message: expect.stringContaining(`HTTP ${status}`) });
    expect(outcome).not.toHaveProperty('disableChannel');
    if (/^\w+$/.test(body)) expect(outcome).toMatchObject({ message: expect.stringContaining(body) });
  });

  it.each([
    [408, ''],
    [500, 'rollup_error'],
    [500, 'invalid_token'],
    [502, '<html>Bad Gateway</html>'],
    [503, ''],
  ])('that answers %i %j is tried again', async (status, body) => {
    const outcome = await answered(status, { body });
    expect(outcome).toMatchObject({ status: 'retry', message: expect.stringContaining(`HTTP ${status}`) });
    expect(outcome).not.toHaveProperty('rateLimited');
    expect(outcome).not.toHaveProperty('afterMs');
  });

  it('that answers 503 with Retry-After is tried again no sooner', async () => {
    expect(await answered(503, { retryAfter: 7 })).toMatchObject({ status: 'retry', afterMs: 7_000 });
  });

  it.each([
    [{ retryAfter: 30, body: '{"retry_after":1,"ok":false,"error":"rate_limited"}' }, 30_000],
    [{ body: '{"retry_after":1,"ok":false,"error":"rate_limited"}' }, 1_000],
    [{ body: '{"retry_after":"1.5","ok":false,"error":"rate_limited"}' }, 1_500],
    [{ retryAfter: 2 }, 2_000],
  ])('that throttles with %j pauses the channel', async (reply, afterMs) => {
    expect(await answered(429, reply)).toMatchObject({ status: 'retry', rateLimited: true, afterMs });
  });

  it.each(['"soon"', '-1', 'null', '{}'])(
    'that throttles with the hint %s pauses the channel all the same',
    async (hint) => {
      const outcome = await answered(429, { body: `{"ok":false,"error":"rate_limited","retry_after":${hint}}` });
      expect(outcome).toMatchObject({ status: 'retry', rateLimited: true });
      expect(outcome).not.toHaveProperty('afterMs');
    },
  );

  it.each([
    ['{"ok":false,"error":"ratelimited","retry_after":3}', { status: 'retry', rateLimited: true, afterMs: 3_000 }],
    ['{"ok":false,"error":"channel_is_archived"}', { status: 'rejected' }],
    ['{"ok":false,"error":"internal_error"}', { status: 'retry' }],
    ['{"ok":false}', { status: 'rejected', message: expect.stringContaining('an error without a code') }],
  ])('that answers %j with a 200 has not taken it', async (body, outcome) => {
    expect(await answered(200, { body })).toMatchObject(outcome);
  });

  it.each([200, 302, 400, 403, 404, 410, 429, 500])(
    'that answers %i and repeats its URL has no more of it than its host in the message',
    async (status) => {
      const body = `cannot POST ${PATH} for T0001ABCD, 7c6a180b36896a0a8c02787e`;
      const outcome = await answered(status, { body, headers: { location: `https://example.com${PATH}` } });
      const message = outcome.status === 'delivered' ? '' : outcome.message;
      expect(message).toContain(new URL(receiver.url).host);
      for (const secret of ['T0001ABCD', 'B0001ABCD', '7c6a180b36896a0a8c02787e'])
        expect(message).not.toContain(secret);
    },
  );

  it('that answers at length is quoted in short, on one line', async () => {
    const outcome = await answered(400, { body: `${'x'.repeat(9_000)}\nmore` });
    const message = outcome.status === 'delivered' ? '' : outcome.message;
    expect(message.length).toBeLessThan(400);
    expect(message).not.toContain('more');
  });

  it('is given up with the time of the attempt', async () => {
    receiver.hang();
    const timeout = new AbortController();
    const delivery = slack.channel.deliver(EVENT, attemptOf(EVENT, { signal: timeout.signal }));
    await receiver.waitFor(1);
    timeout.abort(new Error('time is up'));
    await expect(delivery).rejects.toThrow('time is up');
  });
});
