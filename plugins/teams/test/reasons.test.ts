import { failureReasonOf } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReplyReader } from '../src/reading.js';
import { failure } from './connector-failure.js';
import { type OpenTeams, openTeams } from './teams.js';

const EVENT = eventOf('update_failed');

let receiver: Receiver;
let teams: OpenTeams;

beforeEach(async () => {
  receiver = await startReceiver();
  teams = await openTeams({ webhookUrl: `${receiver.url}/workflows/7c6a180b36b96a57?sig=tt-Zlk_qlxgvJWzS4ZEl` });
});

afterEach(async () => {
  await teams.ctx.close();
  await receiver.close();
});

async function reasonOf(status: number, body = ''): Promise<string | undefined> {
  receiver.replyWith(status, { body });
  return failureReasonOf(await teams.channel.deliver(EVENT, attemptOf(EVENT)));
}

describe('the reason of a failed attempt', () => {
  it.each([
    [401, 'credentials'],
    [403, 'credentials'],
    [302, 'refused'],
    [400, 'refused'],
    [404, 'refused'],
    [410, 'refused'],
    [429, 'rate_limited'],
    [408, 'server_error'],
    [502, 'server_error'],
  ])('is, where a workflow answers %i, %s', async (status, reason) => {
    expect(await reasonOf(status)).toBe(reason);
  });

  it.each([
    [429, 'rate_limited'],
    [500, 'server_error'],
    [403, 'credentials'],
    [413, 'refused'],
  ])('is that of the error %i inside a 200: %s', async (status, reason) => {
    expect(await reasonOf(200, failure(status))).toBe(reason);
  });

  it('is trouble of theirs where a connector could not post, and a refusal where it would not', async () => {
    const failed = 'Webhook message delivery failed with error: Error contacting Microsoft Teams endpoint';
    expect(await reasonOf(200, failed)).toBe('server_error');
    expect(await reasonOf(200, 'Summary or Text is required.')).toBe('refused');
  });

  it('is trouble of theirs where a connector does not say that it posted', () => {
    const read = createReplyReader('https://outlook.office.com/webhook/7c6a180b36b96a57/IncomingWebhook/ef/01');
    expect(failureReasonOf(read({ status: 200, header: () => undefined, text: 'queued' }))).toBe('server_error');
  });

  it('is a refusal where the workflow ran into an error', async () => {
    expect(await reasonOf(200, '{"error":{"code":"ActionFailed","message":"An action failed."}}')).toBe('refused');
  });

  it('is the network where something on the way answered', async () => {
    expect(await reasonOf(200, '<!DOCTYPE html>\n<title>Sign in</title>')).toBe('network');
  });
});
