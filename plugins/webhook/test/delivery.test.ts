import { createHmac } from 'node:crypto';
import { EVENT_KINDS, type HeadwindEvent, type Outcome, payloadOf } from '@headwind/plugin-api';
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

function deliver(event: HeadwindEvent = EVENT): Promise<Outcome> | Outcome {
  return webhook.channel.deliver(event, attemptOf(event));
}

async function reopen(config: { secrets?: string[]; headers?: Record<string, string> }): Promise<void> {
  await webhook.ctx.close();
  webhook = await openWebhook({ url: receiver.url, ...config });
}

describe('a delivery', () => {
  it.each(EVENT_KINDS)("posts the specification's payload of %s", async (kind) => {
    const event = eventOf(kind);
    expect(await deliver(event)).toMatchObject({ status: 'delivered' });
    const request = await receiver.next();
    expect(request).toMatchObject({
      method: 'POST',
      path: PATH,
      headers: { 'content-type': 'application/json', 'x-headwind-event': kind },
    });
    expect(JSON.parse(request.rawBody.toString())).toEqual(payloadOf(event));
  });

  it('signs exactly the bytes that are sent, whatever characters they are', async () => {
    const errorMessage = 'ünï → 失敗 🚨 "\\ \u0000 \u2028 \ud800';
    const event = eventOf('update_failed', { data: { errorMessage } });
    await deliver(event);
    const { rawBody, headers } = await receiver.next();
    expect(rawBody.toString()).toBe(JSON.stringify(payloadOf(event)));
    const expected = createHmac('sha256', 's3cret-key').update(rawBody).digest('hex');
    expect(headers['x-headwind-signature']).toBe(`sha256=${expected}`);
  });

  it('can be verified by a Standard Webhooks receiver', async () => {
    const before = Math.floor(Date.now() / 1000);
    await deliver();
    const { rawBody, headers } = await receiver.next();
    expect(headers['webhook-id']).toBe('nginx-update_completed/test');
    const timestamp = Number(headers['webhook-timestamp']);
    expect(timestamp).toBeGreaterThanOrEqual(before);
    expect(timestamp).toBeLessThanOrEqual(Date.now() / 1000);
    const signed = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${timestamp}.`), rawBody]);
    const expected = createHmac('sha256', 's3cret-key').update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  it('keeps the id over attempts and counts them', async () => {
    for (const number of [1, 2]) await webhook.channel.deliver(EVENT, attemptOf(EVENT, { number }));
    const [first, second] = await receiver.waitFor(2);
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
    expect(first?.headers['x-headwind-attempt']).toBe('1');
    expect(second?.headers['x-headwind-attempt']).toBe('2');
    expect(second?.rawBody).toEqual(first?.rawBody);
  });

  it('carries no signature without a secret, but its id and time', async () => {
    await reopen({});
    await deliver();
    const { headers } = await receiver.next();
    expect(Object.keys(headers)).not.toContain('x-headwind-signature');
    expect(Object.keys(headers)).not.toContain('webhook-signature');
    expect(headers['webhook-id']).toBe('nginx-update_completed/test');
    expect(headers['webhook-timestamp']).toMatch(/^\d+$/);
  });

  it('names the product and its version', async () => {
    await deliver();
    expect((await receiver.next()).headers['user-agent']).toMatch(/^Headwind-Notifications\/\d+\.\d+\.\d+/);
  });

  it('carries the configured headers, which may replace the user agent', async () => {
    await reopen({ headers: { Authorization: 'GenieKey abc', 'User-Agent': 'ours/1' } });
    await deliver();
    expect((await receiver.next()).headers).toMatchObject({ authorization: 'GenieKey abc', 'user-agent': 'ours/1' });
  });

  it('ends with its time', async () => {
    receiver.hang();
    const timeout = new AbortController();
    const delivery = webhook.channel.deliver(EVENT, attemptOf(EVENT, { signal: timeout.signal }));
    await receiver.waitFor(1);
    timeout.abort(new Error('time is up'));
    await expect(delivery).rejects.toThrow('time is up');
  });

  it('leaves network trouble to the bus', async () => {
    receiver.reset();
    await expect(deliver()).rejects.toThrow();
  });
});
