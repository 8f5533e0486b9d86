import type { Outcome } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCEPTED, type OpenPagerDuty, openPagerDuty, ROUTING_KEY } from './pagerduty.js';

const DEDUP_KEY = 'production/nginx-deployment/nginx nginx:1.26.0 -> nginx:1.27.0';

let receiver: Receiver;
let pagerDuty: OpenPagerDuty;
let host: string;

beforeEach(async () => {
  receiver = await startReceiver();
  host = new URL(receiver.url).host;
  pagerDuty = await openPagerDuty({ baseUrl: `${receiver.url}/relay-path` });
});

afterEach(async () => {
  await pagerDuty.ctx.close();
  await receiver.close();
});

async function deliver(kind: Parameters<typeof eventOf>[0] = 'update_failed'): Promise<Outcome> {
  const event = eventOf(kind);
  return pagerDuty.channel.deliver(event, attemptOf(event));
}

function refusal(...errors: readonly string[]): { body: string } {
  return { body: JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors }) };
}

describe("PagerDuty's answer", () => {
  it.each([
    ['update_failed', 'update_completed'],
    ['rollback_triggered', 'rollback_completed'],
    ['rollback_failed', 'rollback_completed'],
  ] as const)('202 to %s is delivered, and the note says what happened and how it ends', async (kind, ending) => {
    receiver.replyWith(202, ACCEPTED);
    expect(await deliver(kind)).toMatchObject({
      status: 'delivered',
      note: `incident triggered under ${DEDUP_KEY}; ${ending} of the same update resolves it`,
    });
    expect((await receiver.next()).path).toBe('/relay-path/v2/enqueue');
  });

  it('202 without a body is delivered', async () => {
    receiver.replyWith(202);
    expect(await deliver()).toMatchObject({ status: 'delivered' });
  });

  it('200 in the words of an acceptance is delivered', async () => {
    receiver.replyWith(200, ACCEPTED);
    expect(await deliver()).toMatchObject({ status: 'delivered' });
  });

  it.each([
    [200, '<!doctype html>\n<title>Please log in</title>'],
    [202, '<html>queued</html>'],
    [202, '{"status":"invalid event","message":"Event object is invalid"}'],
    [202, '{"ok":true}'],
    [202, '"success"'],
    [200, ''],
    [204, ''],
  ])('%i with %j is no acceptance: it is tried again, and the message says so', async (status, body) => {
    receiver.replyWith(status, status === 204 ? {} : { body });
    expect(await deliver()).toMatchObject({
      status: 'retry',
      message: expect.stringMatching(/but not as PagerDuty accepts an event.*check "baseUrl" and the proxy/),
    });
  });

  it('400 is rejected and quotes every error', async () => {
    receiver.replyWith(400, refusal("'payload.summary' is missing or blank", "'payload.source' is missing or blank"));
    expect(await deliver()).toMatchObject({
      status: 'rejected',
      message: expect.stringContaining(
        "'payload.summary' is missing or blank; 'payload.source' is missing or blank. PagerDuty never takes this message",
      ),
    });
  });

  it.each(["Length of 'routing_key' is incorrect (should be 32 characters)", 'Invalid routing key'])(
    '400 with %j says which key is expected',
    async (error) => {
      receiver.replyWith(400, refusal(error));
      expect(await deliver()).toMatchObject({
        status: 'rejected',
        message: expect.stringMatching(/Check "routingKey".*"Integration Key".*"Events API V2".*"region"/),
      });
    },
  );

  it('400 with a text alone for its errors is quoted as well', async () => {
    receiver.replyWith(400, { body: '{"status":"invalid event","errors":"Invalid routing key"}' });
    expect(await deliver()).toMatchObject({
      message: expect.stringContaining('Invalid routing key. Check "routingKey"'),
    });
  });

  it('is quoted in 200 characters and on one line', async () => {
    receiver.replyWith(400, refusal(`two\nlines\u001b[31m ${'x'.repeat(5_000)}`));
    const outcome = await deliver();
    const message = outcome.status === 'rejected' ? outcome.message : '';
    expect(message).toContain('two lines[31m xxx');
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(500);
  });

  it.each([
    [401, 'Check "routingKey" and "region"'],
    [403, 'Check "routingKey" and "region"'],
    [404, 'Check "region" and "baseUrl"'],
    [413, 'Raise the limit of the proxy'],
    [418, 'documents no such answer'],
  ])('%i is rejected and says what to do', async (status, advice) => {
    receiver.replyWith(status, { body: 'go away' });
    const outcome = await deliver();
    expect(outcome).toMatchObject({ status: 'rejected', message: expect.stringContaining(`go away. `) });
    expect(outcome).toMatchObject({ message: expect.stringContaining(advice) });
    expect(outcome).not.toHaveProperty('disableChannel');
  });

  it.each([301, 302, 307, 308])('%i is rejected and not followed', async (status) => {
    receiver.replyWith(status, { headers: { location: 'https://elsewhere.example.com/secret-path' } });
    const outcome = await deliver();
    expect(outcome).toMatchObject({
      status: 'rejected',
      message: expect.stringContaining('redirects are not followed'),
    });
    expect(JSON.stringify(outcome)).not.toContain('secret-path');
    expect(receiver.requests).toHaveLength(1);
  });

  it('429 pauses the channel for as long as it says', async () => {
    const body = '{"status":"throttle exceeded","message":"Requests for this service are arriving too quickly."}';
    receiver.replyWith(429, { body, retryAfter: 90 });
    expect(await deliver()).toMatchObject({
      status: 'retry',
      rateLimited: true,
      afterMs: 90_000,
      message: `HTTP 429 from ${host}: Requests for this service are arriving too quickly. It takes no more events at the moment, so the channel pauses.`,
    });
  });

  it('429 without a hint pauses the channel as its retries are configured', async () => {
    receiver.replyWith(429);
    const outcome = await deliver();
    expect(outcome).toMatchObject({ status: 'retry', rateLimited: true });
    expect(outcome).not.toHaveProperty('afterMs');
  });

  it.each([408, 500, 502, 503, 504])('%i is tried again, not before Retry-After', async (status) => {
    receiver.replyWith(status, { retryAfter: 7 });
    const outcome = await deliver();
    expect(outcome).toMatchObject({
      status: 'retry',
      message: `HTTP ${status} from ${host}: There is trouble at it or on the way, which may pass.`,
      afterMs: 7_000,
    });
    expect(outcome).not.toHaveProperty('rateLimited');
  });

  it('rejects the promise when the connection is cut, which the host takes for a retry', async () => {
    receiver.reset();
    await expect(deliver()).rejects.toThrow();
  });

  it('is not waited for once the attempt is over', async () => {
    receiver.hang();
    const event = eventOf('update_failed');
    const ending = new AbortController();
    const outcome = Promise.resolve(pagerDuty.channel.deliver(event, attemptOf(event, { signal: ending.signal })));
    await receiver.next();
    ending.abort();
    await expect(outcome).rejects.toThrow();
  });

  it.each([200, 301, 400, 401, 403, 404, 413, 418, 429, 500])(
    '%i brings no routing key into a message, even where it is repeated, and of the URL the host alone',
    async (status) => {
      receiver.replyWith(status, refusal(`unknown key ${ROUTING_KEY}`));
      const outcome = await deliver();
      const message = outcome.status === 'delivered' ? '' : outcome.message;
      expect(message).toContain(`HTTP ${status}`);
      expect(message).toContain('unknown key …');
      expect(message).not.toContain(ROUTING_KEY);
      expect(message).not.toContain('relay-path');
    },
  );
});

describe('a completed update that is a change event as well', () => {
  beforeEach(async () => {
    await pagerDuty.ctx.close();
    pagerDuty = await openPagerDuty({ baseUrl: receiver.url, changeEvents: true });
  });

  it('is resolved first and recorded then', async () => {
    receiver.replyWith(202, ACCEPTED);
    receiver.replyWith(202, { body: '{"status":"success","message":"Change event processed"}' });
    expect(await deliver('update_completed')).toMatchObject({
      status: 'delivered',
      note: `incident resolved, if one is open, under ${DEDUP_KEY}; change event recorded`,
    });
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/v2/enqueue', '/v2/change/enqueue']);
  });

  it('is not recorded where the resolve fails', async () => {
    receiver.replyWith(500);
    expect(await deliver('update_completed')).toMatchObject({
      status: 'retry',
      message: expect.stringMatching(/^HTTP 500 from /),
    });
    expect(receiver.requests).toHaveLength(1);
  });

  it('says that it was resolved where the change event fails', async () => {
    receiver.replyWith(202, ACCEPTED);
    receiver.replyWith(429, { retryAfter: 3 });
    expect(await deliver('update_completed')).toMatchObject({
      status: 'retry',
      rateLimited: true,
      afterMs: 3_000,
      message: expect.stringMatching(/^incident resolved.*; but then HTTP 429 from /),
    });
  });
});

describe('an event that PagerDuty has no use for', () => {
  it.each(['update_detected', 'update_request_created', 'update_approved'] as const)('%s is not sent', async (kind) => {
    expect(await deliver(kind)).toMatchObject({ status: 'delivered', note: `nothing to send for ${kind}` });
    expect(receiver.requests).toEqual([]);
  });
});
