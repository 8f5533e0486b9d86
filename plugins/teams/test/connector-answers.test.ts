import type { Outcome } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { createReplyReader } from '../src/reading.js';
import { failure } from './connector-failure.js';

const HOST = 'contoso.webhook.office.com';
const URL_OF_CONNECTOR = `https://${HOST}/webhookb2/b1946ac9@7c6a180b/IncomingWebhook/92492d23/180b36`;

/** What is made of a connector's 200 with this text. */
function read(text: string, headers: Readonly<Record<string, string>> = {}, url = URL_OF_CONNECTOR): Outcome {
  return createReplyReader(url)({ status: 200, text, header: (name) => headers[name] });
}

describe('the answer of a connector', () => {
  it.each(['1', '1\n'])('200 with %j is delivered', (text) => {
    const outcome = read(text);
    expect(outcome).toMatchObject({ status: 'delivered' });
    expect(outcome).not.toHaveProperty('note');
  });

  it('200 with HTTP error 429 pauses the channel for as long as it says', () => {
    expect(read(failure(429), { 'retry-after': '2' })).toMatchObject({
      status: 'retry',
      rateLimited: true,
      afterMs: 2_000,
      message: expect.stringMatching(
        /^HTTP 429 inside a 200 from contoso\.webhook\.office\.com: it takes no more .* It says: Webhook message delivery failed/,
      ),
    });
  });

  it.each([408, 500, 503])('200 with HTTP error %i is tried again', (status) => {
    const outcome = read(failure(status));
    expect(outcome).toMatchObject({
      status: 'retry',
      message: expect.stringContaining(`HTTP ${status} inside a 200 from ${HOST}: there is trouble`),
    });
    expect(outcome).not.toHaveProperty('rateLimited');
  });

  it('200 with a failure of no status is tried again', () => {
    const text = 'Webhook message delivery failed with error: Error contacting Microsoft Teams endpoint';
    for (const url of [URL_OF_CONNECTOR, 'https://relay.example.com/teams']) {
      expect(read(text, {}, url)).toMatchObject({
        status: 'retry',
        message: `HTTP 200 from ${new URL(url).host}, but it was not posted: ${text}`,
      });
    }
  });

  it.each([
    'Summary or Text is required.',
    'Bad payload received by generic incoming webhook.',
    'Invalid webhook request - Empty Payload',
    'Invalid webhook URL',
  ])('200 with the refusal %j is rejected, through a relay as well', (text) => {
    for (const url of [URL_OF_CONNECTOR, 'https://relay.example.com/teams']) {
      expect(read(text, {}, url)).toMatchObject({
        status: 'rejected',
        message: expect.stringMatching(/but with a refusal: it refuses the format of the message.* It says: /),
      });
    }
  });

  it.each([
    [400, 'no longer configured'],
    [403, 'Make a Workflows webhook'],
    [404, 'Make a Workflows webhook'],
    [413, 'too large'],
  ])('200 with HTTP error %i is rejected and says what to do', (status, advice) => {
    expect(read(failure(status))).toMatchObject({
      status: 'rejected',
      message: expect.stringMatching(new RegExp(`^HTTP ${status} inside a 200 from ${HOST}: .*${advice}`)),
    });
  });

  it.each(['', 'Something else'])('200 with %j in place of 1 is tried again', (text) => {
    expect(read(text)).toMatchObject({ status: 'retry', message: expect.stringContaining(HOST) });
  });

  it('never brings the URL beyond its host into a message, even when it repeats it', () => {
    for (const text of [
      `${failure(404)} ${URL_OF_CONNECTOR}`,
      `${failure(503)} 7c6a180b`,
      'b1946ac9 IncomingWebhook',
    ]) {
      const said = JSON.stringify(read(text));
      for (const secret of ['b1946ac9', '7c6a180b', '92492d23', '180b36']) expect(said).not.toContain(secret);
    }
  });
});
