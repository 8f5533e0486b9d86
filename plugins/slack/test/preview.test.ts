import { EVENT_KINDS } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { startReceiver } from '@headwind/plugin-testkit/receiver';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openBot, openSlack } from './open-slack.js';

describe('a preview', () => {
  it.each(EVENT_KINDS)('of %s is what a webhook gets, without the URL beyond its host', async (kind) => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const webhookUrl = `${receiver.url}/services/T0001ABCD/b1946ac92492d234`;
    const { channel, ctx, deliver } = await openSlack({ webhookUrl, channel: '#a', iconEmoji: ':rocket:' });
    onTestFinished(() => ctx.close());
    const preview = channel.preview?.(eventOf(kind));
    await deliver(eventOf(kind));
    const { headers, rawBody } = await receiver.next();
    expect(preview).toEqual({
      method: 'POST',
      url: new URL(receiver.url).host,
      headers: { 'content-type': headers['content-type'] },
      json: JSON.parse(rawBody.toString()),
    });
    expect(JSON.stringify(preview)).not.toMatch(/T0001ABCD|b1946ac92492d234/);
  });

  it.each(EVENT_KINDS)('of %s with a token is the message that opens a thread, without the token', async (kind) => {
    const { slack, channel, deliver, close } = await openBot({ username: 'Headwind' });
    onTestFinished(close);
    const preview = channel.preview?.(eventOf(kind));
    expect(slack.requests).toHaveLength(0);
    await deliver(eventOf(kind));
    const [request] = slack.requests;
    expect(preview).toEqual({
      method: 'POST',
      url: `${new URL(slack.apiUrl).host}/api/chat.postMessage`,
      headers: { authorization: 'Bearer [secret]', 'content-type': request?.headers['content-type'] },
      json: JSON.parse(request?.body ?? ''),
    });
    expect(JSON.stringify(preview)).not.toContain(slack.token);
  });

  it('uses the words of the templates', async () => {
    const words = { title: 'Ours', emoji: '🐢', severity: 'info', summary: 'Our words', facts: [], links: [] } as const;
    const { channel, close } = await openBot({}, () => words);
    onTestFinished(close);
    expect(channel.preview?.(eventOf('update_failed'))).toMatchObject({ json: { text: '🐢 Our words' } });
  });

  it('sends nothing', async () => {
    const { channel, ctx, close } = await openBot();
    onTestFinished(close);
    const post = vi.spyOn(ctx.http, 'post');
    channel.preview?.(eventOf('update_failed'));
    expect(post).not.toHaveBeenCalled();
  });
});
