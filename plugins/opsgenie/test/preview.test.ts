import { EVENT_KINDS } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ACCEPTED, API_KEY, type OpenOpsgenie, openOpsgenie } from './opsgenie.js';

let receiver: Receiver;
let opsgenie: OpenOpsgenie;

beforeEach(async () => {
  receiver = await startReceiver();
  opsgenie = await openOpsgenie({ baseUrl: `${receiver.url}/jsm/ops/integration`, tags: ['cluster-1'] });
});

afterEach(async () => {
  await opsgenie.ctx.close();
  await receiver.close();
});

describe('a preview', () => {
  it.each(['update_failed', 'rollback_triggered', 'rollback_failed', 'update_completed', 'update_rejected'] as const)(
    'of %s is what is sent, but for the key',
    async (kind) => {
      const event = eventOf(kind);
      const preview = [opsgenie.channel.preview?.(event)].flat();
      for (const _ of preview) receiver.replyWith(202, { body: ACCEPTED });
      await opsgenie.channel.deliver(event, attemptOf(event));
      for (const { headers } of receiver.requests) expect(headers['user-agent'] ?? '').not.toContain('Headwind');
      expect(preview).toEqual(
        receiver.requests.map(({ method, path, headers, rawBody }) => ({
          method,
          url: `${new URL(receiver.url).host}${path}`,
          headers: {
            authorization: headers.authorization?.replace(API_KEY, '[secret]'),
            'content-type': headers['content-type'],
          },
          json: JSON.parse(rawBody.toString()),
        })),
      );
    },
  );

  it.each(['update_detected', 'update_request_created', 'update_approved'] as const)(
    'of %s is nothing, as nothing is sent',
    (kind) => {
      expect(opsgenie.channel.preview?.(eventOf(kind))).toBeUndefined();
    },
  );

  it('sends nothing and shows no key', () => {
    const post = vi.spyOn(opsgenie.ctx.http, 'post');
    const shown = EVENT_KINDS.map((kind) => JSON.stringify(opsgenie.channel.preview?.(eventOf(kind))));
    expect(shown.join()).not.toContain(API_KEY);
    expect(post).not.toHaveBeenCalled();
  });
});
