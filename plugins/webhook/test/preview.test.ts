import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenWebhook, openWebhook } from './webhook.js';

const EVENT = eventOf('update_completed');

let receiver: Receiver;
let webhook: OpenWebhook;

beforeEach(async () => {
  receiver = await startReceiver();
  webhook = await openWebhook({
    url: `${receiver.url}/services/b1946ac92492d234`,
    secrets: ['first-key', 'second-key'],
    headers: { Authorization: 'Bearer hidden-token' },
  });
});

afterEach(async () => {
  await webhook.ctx.close();
  await receiver.close();
});

describe('a preview', () => {
  it('is what is sent, but for placeholders where a secret or the time stands', async () => {
    const preview = webhook.channel.preview?.(EVENT);
    await webhook.channel.deliver(EVENT, attemptOf(EVENT));
    const sent = await receiver.next();
    expect(preview).toEqual({
      method: sent.method,
      url: new URL(receiver.url).host,
      headers: {
        'content-type': sent.headers['content-type'],
        'user-agent': sent.headers['user-agent'],
        Authorization: '[secret]',
        'X-Headwind-Event': sent.headers['x-headwind-event'],
        'X-Headwind-Attempt': '1',
        'webhook-id': sent.headers['webhook-id'],
        'webhook-timestamp': '<seconds>',
        'X-Headwind-Signature': 'sha256=<hex>',
        'webhook-signature': 'v1,<base64> v1,<base64>',
      },
      body: sent.rawBody.toString(),
    });
  });

  it('has no header that is not sent', async () => {
    await webhook.ctx.close();
    webhook = await openWebhook({ url: receiver.url });
    const preview = webhook.channel.preview?.(EVENT);
    expect(preview).toMatchObject({ headers: expect.not.objectContaining({ 'webhook-signature': expect.anything() }) });
  });

  it.each(['structured', 'binary'] as const)('is what is sent of a CloudEvent in %s mode', async (mode) => {
    await webhook.ctx.close();
    webhook = await openWebhook({ url: receiver.url, cloudEvents: { mode } });
    const preview = webhook.channel.preview?.(EVENT);
    await webhook.channel.deliver(EVENT, attemptOf(EVENT));
    const { headers, rawBody } = await receiver.next();
    const attributes = Object.entries(headers).filter(([name]) => name.startsWith('ce-'));
    expect(attributes).toHaveLength(mode === 'binary' ? 6 : 0);
    expect(preview).toMatchObject({
      headers: { 'content-type': headers['content-type'], ...Object.fromEntries(attributes) },
      body: rawBody.toString(),
    });
  });

  it('shows neither a secret nor the URL beyond its host', () => {
    const shown = JSON.stringify(webhook.channel.preview?.(EVENT));
    for (const secret of ['b1946ac92492d234', 'first-key', 'second-key', 'hidden-token']) {
      expect(shown).not.toContain(secret);
    }
  });

  it('sends nothing', () => {
    const post = vi.spyOn(webhook.ctx.http, 'post');
    webhook.channel.preview?.(EVENT);
    expect(post).not.toHaveBeenCalled();
  });
});
