import { failureReasonOf } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CREDENTIAL_CODES, SLACK_CODES } from '../src/codes.js';
import { type OpenSlack, openSlack } from './open-slack.js';

const TOKEN = 'xoxb-000000000000-b1946ac92492d2347c6a180b36';

let receiver: Receiver;
let webhook: OpenSlack;
let bot: OpenSlack;

beforeEach(async () => {
  receiver = await startReceiver();
  webhook = await openSlack({ webhookUrl: `${receiver.url}/services/T0001ABCD/B0001ABCD/7c6a180b36896a0a8c02787e` });
  bot = await openSlack({ token: TOKEN, apiUrl: `${receiver.url}/api/`, channel: '#deployments', threads: false });
});

afterEach(async () => {
  await webhook.ctx.close();
  await bot.ctx.close();
  await receiver.close();
});

async function reasonOf(slack: OpenSlack, status: number, body: string): Promise<string | undefined> {
  receiver.replyWith(status, { body });
  return failureReasonOf(await slack.deliver(eventOf('update_failed')));
}

describe('the reason of a failed attempt', () => {
  it.each(Object.entries(SLACK_CODES))(
    'is that of the code %s, whatever the status of the Web API',
    async (error, { outcome }) => {
      const refusal = CREDENTIAL_CODES.has(error) ? 'credentials' : 'refused';
      const expected = { rejected: refusal, retried: 'server_error', throttled: 'rate_limited' }[outcome];
      expect(await reasonOf(bot, 200, JSON.stringify({ ok: false, error }))).toBe(expected);
      expect(await reasonOf(bot, 403, JSON.stringify({ ok: false, error }))).toBe(expected);
    },
  );

  it.each([
    [403, 'invalid_token', 'credentials'],
    [404, 'no_service', 'credentials'],
    [403, 'action_prohibited', 'refused'],
    [400, 'invalid_payload', 'refused'],
    [403, 'who are you', 'credentials'],
    [404, 'channel is a teapot', 'refused'],
    [302, '', 'refused'],
    [429, 'rate_limited', 'rate_limited'],
    [408, '', 'server_error'],
    [503, 'rollup_error', 'server_error'],
    [200, '<html>Sign in</html>', 'network'],
  ])('is, where a webhook answers %i %j, %s', async (status, body, reason) => {
    expect(await reasonOf(webhook, status, body)).toBe(reason);
  });

  it('is the network where something answers in place of the Web API', async () => {
    expect(await reasonOf(bot, 200, '<html>Sign in</html>')).toBe('network');
  });
});

describe('the codes that speak of credentials', () => {
  it('are known', () => {
    expect([...CREDENTIAL_CODES].filter((code) => !(code in SLACK_CODES))).toEqual([]);
  });
});
