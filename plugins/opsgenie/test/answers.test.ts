import type { HeadwindEvent, Outcome } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCEPTED, API_KEY, type OpenOpsgenie, openOpsgenie } from './opsgenie.js';

const FAILED = eventOf('update_failed');
const COMPLETED = eventOf('update_completed');

let receiver: Receiver;
let opsgenie: OpenOpsgenie;
let host: string;

beforeEach(async () => {
  receiver = await startReceiver();
  host = new URL(receiver.url).host;
  opsgenie = await openOpsgenie({ baseUrl: receiver.url });
});

afterEach(async () => {
  await opsgenie.ctx.close();
  await receiver.close();
});

async function deliver(event: HeadwindEvent = FAILED): Promise<Outcome> {
  return opsgenie.channel.deliver(event, attemptOf(event));
}

function words(content: object): string {
  return JSON.stringify({ ...content, took: 0.002, requestId: '8a88410f-3129-483d-87b7-b09ffdb1ac2c' });
}

describe('an answer of Opsgenie', () => {
  it.each([
    [FAILED, 'open', '; update_completed of the same update closes it'],
    [eventOf('rollback_triggered'), 'open', '; rollback_completed of the same update closes it'],
    [COMPLETED, 'close', ''],
  ])('202 is delivered, said to be not processed yet, and names the request', async (event, action, ending) => {
    receiver.replyWith(202, { body: ACCEPTED });
    expect(await deliver(event)).toMatchObject({
      status: 'delivered',
      note: `accepted to ${action} the alert, not processed yet, request 43a29c5c-3dbf-4fa4-9c26-f4f71023e120${ending}`,
    });
  });

  it('202 that has the key for its request id is delivered without it', async () => {
    receiver.replyWith(202, { body: JSON.stringify({ requestId: API_KEY }) });
    expect(await deliver(COMPLETED)).toMatchObject({ note: 'accepted to close the alert, not processed yet' });
  });

  it('202 with a request id that is none is delivered without it', async () => {
    receiver.replyWith(202, { body: JSON.stringify({ requestId: `<b>${'x'.repeat(500)}` }) });
    expect(await deliver(COMPLETED)).toMatchObject({ note: 'accepted to close the alert, not processed yet' });
  });

  it.each([
    [200, '<html>Sign in</html>'],
    [202, ''],
    [200, '{"ok":true}'],
    [200, '[]'],
    [204, ''],
  ])('%i with %j is no acceptance, and is tried again', async (status, body) => {
    receiver.replyWith(status, status === 204 ? {} : { body });
    expect(await deliver()).toMatchObject({
      status: 'retry',
      message: `HTTP ${status} from ${host} without the answer of Opsgenie: a proxy or a login page may have answered in its place. Check "baseUrl" and what lies between.`,
    });
  });

  it('404 to a close is delivered: there is nothing to close', async () => {
    receiver.replyWith(404, { body: words({ message: 'Alert does not exist' }) });
    expect(await deliver(COMPLETED)).toMatchObject({
      status: 'delivered',
      note: expect.stringContaining('nothing to close'),
    });
  });

  it.each([
    [FAILED, words({ message: 'No handler found' })],
    [COMPLETED, words({ message: 'No handler found' })],
    [COMPLETED, '<html>nginx: not found</html>'],
    [COMPLETED, '{"message":"Not Found"}'],
    [COMPLETED, '{"timestamp":1763,"status":404,"error":"Not Found","path":"/v2/alerts"}'],
    [COMPLETED, '{"message":"Not Found","requestId":7}'],
  ])('404 that speaks of the address is rejected and leads to baseUrl', async (event, body) => {
    receiver.replyWith(404, { body });
    expect(await deliver(event)).toMatchObject({
      status: 'rejected',
      message: expect.stringContaining('Check "baseUrl"'),
    });
  });

  it.each([
    [401, words({ message: 'Could not authenticate' }), 'Check "apiKey"'],
    [422, words({ message: 'Key format is not valid!' }), 'Check "apiKey"'],
    [402, words({ message: 'Payment required' }), 'Check the subscription'],
    [
      403,
      words({ code: 40301, message: 'To perform this action, use an API key from an API integration.' }),
      'type "API"',
    ],
    [400, words({ message: 'Invalid JSON' }), 'refuses the request'],
    [405, words({ message: 'Method not allowed' }), 'refuses the request'],
    [410, '', 'refuses the request'],
    [413, '', 'refuses the request'],
  ])('%i %s is rejected with what to do', async (status, body, advice) => {
    receiver.replyWith(status, { body });
    const outcome = await deliver();
    expect(outcome).toMatchObject({ status: 'rejected', message: expect.stringContaining(advice) });
    expect(outcome).toMatchObject({ message: expect.stringContaining(`HTTP ${status} from ${host}: `) });
    expect(outcome).not.toHaveProperty('disableChannel');
  });

  it('401 leads to the region where there is no base URL of its own', async () => {
    await opsgenie.ctx.close();
    opsgenie = await openOpsgenie();
    opsgenie.ctx.http.post = async () => ({ status: 401, text: '', header: () => undefined });
    expect(await deliver()).toMatchObject({ message: expect.stringContaining('"region"') });
  });

  it('422 is rejected and quotes what is wrong, field by field', async () => {
    receiver.replyWith(422, {
      body: words({
        message: 'Request body is not processable. Please check the errors.',
        errors: { priority: 'should be one of [ P1, P2, P3, P4, P5 ]', tags: { size: 21 } },
      }),
    });
    expect(await deliver()).toMatchObject({
      status: 'rejected',
      message: `HTTP 422 from ${host}: it refuses what the alert says. Check "responders" and "tags". It says: priority should be one of [ P1, P2, P3, P4, P5 ]; tags {"size":21}; Request body is not processable. Please check the errors.`,
    });
  });

  it('422 to a close does not lead to what only an alert that is opened has', async () => {
    receiver.replyWith(422, { body: words({ message: 'No' }) });
    expect(await deliver(COMPLETED)).toMatchObject({
      message: `HTTP 422 from ${host}: it refuses the request. It says: No`,
    });
  });

  it.each([301, 302, 307, 308])('%i is rejected and not followed', async (status) => {
    receiver.replyWith(status, { headers: { location: `${receiver.url}/elsewhere` } });
    expect(await deliver()).toMatchObject({ status: 'rejected', message: expect.stringContaining('redirect') });
    expect(receiver.requests).toHaveLength(1);
  });

  it('429 pauses the channel for as long as it says', async () => {
    receiver.replyWith(429, { retryAfter: 2, body: words({ message: 'You are making too many requests!' }) });
    expect(await deliver()).toMatchObject({
      status: 'retry',
      rateLimited: true,
      afterMs: 2000,
      message: `HTTP 429 from ${host}: it takes no more requests at the moment, so the channel pauses. It says: You are making too many requests!`,
    });
  });

  it('429 without a hint pauses the channel too', async () => {
    receiver.replyWith(429);
    const outcome = await deliver();
    expect(outcome).toMatchObject({ status: 'retry', rateLimited: true });
    expect(outcome).not.toHaveProperty('afterMs');
  });

  it.each([408, 500, 502, 503, 504])('%i is tried again, no sooner than it says', async (status) => {
    receiver.replyWith(status, { retryAfter: 7, body: 'upstream\nand more' });
    const outcome = await deliver();
    expect(outcome).toMatchObject({
      status: 'retry',
      afterMs: 7000,
      message: `HTTP ${status} from ${host}: there is trouble at it or on the way, which may pass. It says: upstream`,
    });
    expect(outcome).not.toHaveProperty('rateLimited');
  });

  it('is left to the bus when there is none', async () => {
    receiver.reset();
    await expect(deliver()).rejects.toThrow();
  });
});

describe('what an outcome quotes', () => {
  it.each([400, 401, 403, 404, 422, 429, 500])('is short and without the key when %i repeats it', async (status) => {
    for (const body of [`${API_KEY} ${'x'.repeat(5_000)}`, words({ message: `GenieKey ${API_KEY} is unknown` })]) {
      receiver.replyWith(status, { body });
      const outcome = await deliver();
      const message = outcome.status === 'delivered' ? '' : outcome.message;
      expect(message).toContain('…');
      expect(message).not.toContain(API_KEY);
      expect(message.length).toBeLessThan(600);
    }
  });

  it('keeps a terminal out of reach', async () => {
    receiver.replyWith(500, { body: '\u001b[31mred\u0007' });
    expect(await deliver()).toMatchObject({ message: expect.stringMatching(/ It says: \[31mred$/) });
  });
});
