import type { Outcome } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, type ReceiverReply, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SLACK_CODES } from '../src/codes.js';
import { type OpenSlack, openSlack } from './open-slack.js';

const TOKEN = 'xoxb-000000000000-b1946ac92492d2347c6a180b36';
const EVENT = eventOf('update_failed');

let receiver: Receiver;
let slack: OpenSlack;

beforeEach(async () => {
  receiver = await startReceiver();
  slack = await openSlack({ token: TOKEN, apiUrl: `${receiver.url}/api/`, channel: '#deployments', threads: false });
});

afterEach(async () => {
  await slack.ctx.close();
  await receiver.close();
});

/** The outcome of a delivery that is answered like this. */
async function answered(
  json: object,
  { status = 200, ...reply }: ReceiverReply & { status?: number } = {},
): Promise<Outcome> {
  receiver.replyWith(status, { body: JSON.stringify(json), ...reply });
  return slack.deliver(EVENT);
}

describe('the Web API', () => {
  it('gets the message with the token', async () => {
    await answered({ ok: true, channel: 'C0DEPLOYED', ts: '1.2' });
    const { path, headers, rawBody } = await receiver.next();
    expect(path).toBe('/api/chat.postMessage');
    expect(headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json; charset=utf-8',
    });
    expect(JSON.parse(rawBody.toString())).toMatchObject({ channel: '#deployments', unfurl_links: false });
    expect(JSON.parse(rawBody.toString())).not.toHaveProperty('thread_ts');
  });

  it('says where it posted', async () => {
    const outcome = await answered({ ok: true, channel: 'C0DEPLOYED', ts: '1.2' });
    expect(outcome).toMatchObject({ status: 'delivered', note: 'posted to C0DEPLOYED' });
  });

  it('has taken a message even if it does not say where', async () => {
    expect(await answered({ ok: true })).toMatchObject({ status: 'delivered' });
  });

  it.each(Object.entries(SLACK_CODES))('answers %s with a 200, and that is understood', async (error, code) => {
    const outcome = await answered({ ok: false, error });
    expect(outcome).toMatchObject({ status: code.outcome === 'rejected' ? 'rejected' : 'retry' });
    expect(outcome).toMatchObject({ message: expect.stringContaining(`answered ${error}. ${code.advice}`) });
    if (code.outcome === 'throttled') expect(outcome).toMatchObject({ rateLimited: true });
    else expect(outcome).not.toHaveProperty('rateLimited');
  });

  it.each(['ratelimited', 'rate_limited'])('is obeyed when it says %s', async (error) => {
    expect(await answered({ ok: false, error }, { retryAfter: 5 })).toMatchObject({
      rateLimited: true,
      afterMs: 5_000,
    });
    const throttled = { status: 429, retryAfter: 6 };
    expect(await answered({ ok: false, error }, throttled)).toMatchObject({ rateLimited: true, afterMs: 6_000 });
  });

  it.each([
    'internal_error',
    'fatal_error',
    'service_unavailable',
    'request_timeout',
    'team_added_to_org',
    'message_limit_exceeded',
  ])('is tried again when it says %s, for no longer than usual', async (error) => {
    const outcome = await answered({ ok: false, error });
    expect(outcome).toMatchObject({ status: 'retry' });
    expect(outcome).not.toHaveProperty('rateLimited');
  });

  it.each([{ ok: false }, { ok: false, error: '' }, { ok: false, error: { code: 7 } }])(
    'is quoted with no code when it gives none: %j',
    async (json) => {
      expect(await answered(json)).toMatchObject({
        status: 'rejected',
        message: expect.stringContaining('answered an error without a code. Look it up'),
      });
    },
  );

  it.each([
    [429, { status: 'retry', rateLimited: true, message: expect.stringContaining('waits as long as Slack asks for') }],
    [503, { status: 'retry', message: expect.stringContaining('Slack has trouble of its own') }],
  ])('that answers %i without a code is understood by its status', async (status, outcome) => {
    expect(await answered({ ok: false }, { status })).toMatchObject(outcome);
  });

  it.each([
    [{ channel: 'C0DEPLOYED secret', ts: '1.2' }],
    [{ channel: 'c0deployed', ts: '1.2' }],
    [{ channel: 'C'.repeat(21), ts: '1.2' }],
    [{ channel: 'C0DEPLOYED', ts: 'now' }],
    [{ channel: 7, ts: '1.2' }],
  ])('that says in another form where it posted has not said it: %j', async (place) => {
    const outcome = await answered({ ok: true, ...place });
    expect(outcome).toMatchObject({ status: 'delivered' });
    expect(outcome).not.toHaveProperty('note');
  });

  it('names the scope that is missing', async () => {
    const outcome = await answered({
      ok: false,
      error: 'missing_scope',
      needed: 'chat:write.customize',
      provided: 'x',
    });
    expect(outcome).toMatchObject({ message: expect.stringContaining('missing_scope (needed: chat:write.customize)') });
  });

  it('says what is wrong with the blocks', async () => {
    const response_metadata = {
      messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text]', 7],
    };
    const outcome = await answered({ ok: false, error: 'invalid_blocks', response_metadata });
    expect(outcome).toMatchObject({ message: expect.stringContaining('invalid_blocks ([ERROR]') });
  });

  it('names a code that nobody knows, and where to look it up', async () => {
    const outcome = await answered({ ok: false, error: 'brand_new_code' });
    expect(outcome).toMatchObject({
      status: 'rejected',
      message: expect.stringMatching(/brand_new_code.*docs\.slack\.dev\/reference\/methods\/chat\.postMessage/),
    });
  });

  it.each(['toString', '__proto__', 'constructor'])(
    'does not take the code %s for one that it knows',
    async (error) => {
      expect(await answered({ ok: false, error })).toMatchObject({
        status: 'rejected',
        message: expect.stringContaining('Look it up'),
      });
    },
  );

  it.each([
    [200, '<!DOCTYPE html>', 'retry', 'a page of HTML'],
    [200, '', 'retry', 'with nothing'],
    [200, '[]', 'retry', 'in another form'],
    [200, '{}', 'retry', 'in another form'],
    [404, '<html>', 'rejected', '`apiUrl`'],
    [302, '', 'rejected', '`apiUrl`'],
    [408, '', 'retry', 'HTTP 408'],
    [500, '', 'retry', 'HTTP 500'],
    [503, '{"ok":false,"error":"invalid_auth"}', 'retry', 'HTTP 503'],
  ])('that answers %i %j: %s', async (status, body, expected, said) => {
    receiver.replyWith(status, { body });
    expect(await slack.deliver(EVENT)).toMatchObject({ status: expected, message: expect.stringContaining(said) });
  });

  it.each([200, 400, 404, 429, 500])(
    'that answers %i and repeats the token does not bring it into a message',
    async (status) => {
      const json = { ok: false, error: `bad ${TOKEN}`, needed: TOKEN.slice(5) };
      const outcomes = [await answered(json, { status }), await answered({ no: TOKEN }, { status })];
      for (const outcome of outcomes) expect(JSON.stringify(outcome)).not.toContain('b1946ac92492d234');
    },
  );
});
