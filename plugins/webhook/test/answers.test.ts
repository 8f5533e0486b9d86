import { failureReasonOf, type Outcome } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenWebhook, openWebhook } from './webhook.js';

/** A path that is a credential, as many providers have it. */
const PATH = '/services/T0001/b1946ac92492d234?token=7c6a180b36';
const EVENT = eventOf('update_completed');

let receiver: Receiver;
let webhook: OpenWebhook;

beforeEach(async () => {
  receiver = await startReceiver();
  webhook = await openWebhook({ url: `${receiver.url}${PATH}`, secrets: ['s3cret-key'] });
});

afterEach(async () => {
  await webhook.ctx.close();
  await receiver.close();
});

async function deliver(): Promise<Outcome> {
  return webhook.channel.deliver(EVENT, attemptOf(EVENT));
}

describe("the receiver's answer", () => {
  it.each([200, 201, 202, 204])('%i is delivered', async (status) => {
    receiver.replyWith(status);
    expect(await deliver()).toMatchObject({ status: 'delivered' });
  });

  it.each([408, 500, 502, 503, 504])('%i is tried again', async (status) => {
    receiver.replyWith(status);
    const outcome = await deliver();
    expect(outcome).toMatchObject({ status: 'retry', message: `HTTP ${status}` });
    expect(outcome).not.toHaveProperty('afterMs');
    expect(outcome).not.toHaveProperty('rateLimited');
  });

  it('503 with Retry-After is tried again no sooner', async () => {
    receiver.replyWith(503, { retryAfter: 7 });
    expect(await deliver()).toMatchObject({ status: 'retry', afterMs: 7000 });
  });

  it('429 pauses the channel', async () => {
    receiver.replyWith(429, { retryAfter: 2 });
    expect(await deliver()).toMatchObject({ status: 'retry', afterMs: 2000, rateLimited: true });
  });

  it('400 is rejected in the words of the receiver', async () => {
    receiver.replyWith(400, { body: 'no such team\nmore' });
    expect(await deliver()).toMatchObject({ status: 'rejected', message: 'HTTP 400: no such team' });
  });

  it('does not repeat a signature that the receiver repeats', async () => {
    receiver.replyWith(500, { body: 'first' });
    await deliver();
    const { headers } = await receiver.next();
    const signature = headers['x-headwind-signature'] ?? '';
    receiver.replyWith(500, { body: `wrong signature ${signature} of ${EVENT.id}` });
    expect(await deliver()).toMatchObject({ message: `HTTP 500: wrong signature … of ${EVENT.id}` });
  });

  it.each([301, 302, 307, 308])('%i is rejected, not followed, and leads to the final URL', async (status) => {
    receiver.replyWith(status, { headers: { location: 'https://new.example.com/secret-path' } });
    const outcome = await deliver();
    expect(outcome).toMatchObject({
      status: 'rejected',
      message: `HTTP ${status} from ${new URL(receiver.url).host}: it answers with a redirect to new.example.com over https, and redirects are not followed. Configure the final URL.`,
    });
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([{}, { location: 'http://[' }])('a redirect with the headers %j is rejected as well', async (headers) => {
    receiver.replyWith(302, { headers });
    expect(await deliver()).toMatchObject({ status: 'rejected', message: expect.stringContaining('a redirect, and') });
  });

  it('410 disables the channel and says so', async () => {
    receiver.replyWith(410);
    expect(await deliver()).toMatchObject({
      status: 'rejected',
      disableChannel: true,
      message: expect.stringContaining('disabled until it is resumed or the host restarts'),
    });
  });

  it.each([
    [401, 'same secret'],
    [403, 'same secret'],
    [404, 'Check the path'],
    [415, 'application/json'],
  ])('%i is rejected and says what to do', async (status, advice) => {
    receiver.replyWith(status, { body: 'go away' });
    const outcome = await deliver();
    expect(outcome).toMatchObject({ status: 'rejected', message: expect.stringContaining(advice) });
    expect(outcome).not.toHaveProperty('disableChannel');
  });

  it.each([
    ['structured', 'does not take application/cloudevents+json. Set "mode"'],
    ['binary', 'does not take application/json. Check'],
  ] as const)('415 to a CloudEvent in %s mode says what to do about that', async (mode, advice) => {
    await webhook.ctx.close();
    webhook = await openWebhook({ url: receiver.url, cloudEvents: { mode } });
    receiver.replyWith(415);
    expect(await deliver()).toMatchObject({ status: 'rejected', message: expect.stringContaining(advice) });
  });

  it.each([
    [401, 'credentials'],
    [403, 'credentials'],
    [302, 'refused'],
    [404, 'refused'],
    [410, 'refused'],
    [415, 'refused'],
    [422, 'refused'],
    [429, 'rate_limited'],
    [408, 'server_error'],
    [503, 'server_error'],
  ])('%i has the reason %s', async (status, reason) => {
    receiver.replyWith(status);
    expect(failureReasonOf(await deliver())).toBe(reason);
  });

  it('401 without a secret says that one may be missing', async () => {
    await webhook.ctx.close();
    webhook = await openWebhook({ url: receiver.url });
    receiver.replyWith(401);
    expect(await deliver()).toMatchObject({ status: 'rejected', message: expect.stringContaining('under "secrets"') });
  });

  it.each([301, 400, 401, 403, 404, 410, 415, 422, 429, 500, 503])(
    '%i never brings the URL beyond its host into a message, even when the receiver repeats it',
    async (status) => {
      receiver.replyWith(status, {
        headers: { location: `https://elsewhere.example.com${PATH}` },
        body: `no route POST:${PATH}, token 7c6a180b36 of b1946ac92492d234 is unknown`,
      });
      const outcome = await deliver();
      const message = outcome.status === 'delivered' ? '' : outcome.message;
      expect(message).toContain(`HTTP ${status}`);
      for (const secret of ['services', 'T0001', 'b1946ac92492d234', '7c6a180b36'])
        expect(message).not.toContain(secret);
    },
  );
});
