import { EVENT_KINDS, type HeadwindEvent } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ACCEPTED, type OpenPagerDuty, openPagerDuty, ROUTING_KEY } from './pagerduty.js';

let receiver: Receiver;
let pagerDuty: OpenPagerDuty;

beforeEach(async () => {
  receiver = await startReceiver();
  pagerDuty = await openPagerDuty({ baseUrl: receiver.url, acknowledgeApprovals: true, changeEvents: true });
});

afterEach(async () => {
  await pagerDuty.ctx.close();
  await receiver.close();
});

/** What a delivery sends, as a preview would show it. */
async function sent(event: HeadwindEvent): Promise<unknown[]> {
  for (let count = 0; count < 2; count += 1) receiver.replyWith(202, ACCEPTED);
  await pagerDuty.channel.deliver(event, attemptOf(event));
  return receiver.requests.map(({ method, path, headers, rawBody }) => ({
    method,
    url: `${new URL(receiver.url).host}${path}`,
    headers: { 'content-type': headers['content-type'] },
    json: JSON.parse(rawBody.toString().replace(ROUTING_KEY, '[secret]')),
  }));
}

describe('a preview', () => {
  it.each(EVENT_KINDS)('of %s is exactly what is sent, but for the routing key', async (kind) => {
    const event = eventOf(kind);
    const preview = pagerDuty.channel.preview?.(event);
    const requests = await sent(event);
    if (requests.length === 0) expect(preview).toBeUndefined();
    else if (requests.length === 1) expect(preview).toEqual(requests[0]);
    else expect(preview).toEqual(requests);
  });

  it('of a completed update shows the resolve and the change event', () => {
    expect(pagerDuty.channel.preview?.(eventOf('update_completed'))).toHaveLength(2);
  });

  it.each(EVENT_KINDS)('of %s does not show the routing key', (kind) => {
    expect(JSON.stringify(pagerDuty.channel.preview?.(eventOf(kind))) ?? '').not.toContain(ROUTING_KEY);
  });

  it('shows where it would go in the region', async () => {
    const { channel } = await openPagerDuty({ region: 'eu' });
    expect(channel.preview?.(eventOf('update_failed'))).toMatchObject({ url: 'events.eu.pagerduty.com/v2/enqueue' });
  });

  it('sends nothing', () => {
    const post = vi.spyOn(pagerDuty.ctx.http, 'post');
    for (const kind of EVENT_KINDS) pagerDuty.channel.preview?.(eventOf(kind));
    expect(post).not.toHaveBeenCalled();
  });
});
