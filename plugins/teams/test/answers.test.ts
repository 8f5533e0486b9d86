import type { Outcome } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from './connector-failure.js';
import { type OpenTeams, openTeams } from './teams.js';

const PATH =
  '/powerautomate/automations/direct/workflows/7c6a180b36b96a57/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=tt-Zlk_qlxgvJWzS4ZEl';
const EVENT = eventOf('update_completed');
const NOT_AUTHORISED =
  '{"error":{"code":"DirectApiAuthorizationRequired","message":"The request must be authenticated only by Shared Access scheme."}}';

let receiver: Receiver;
let teams: OpenTeams;
let host: string;

beforeEach(async () => {
  receiver = await startReceiver();
  host = new URL(receiver.url).host;
  teams = await openTeams({ webhookUrl: `${receiver.url}${PATH}` });
});

afterEach(async () => {
  await teams.ctx.close();
  await receiver.close();
});

async function deliver(): Promise<Outcome> {
  return teams.channel.deliver(EVENT, attemptOf(EVENT));
}

describe('the answer of a workflow', () => {
  it('202 is delivered, as accepted and no more', async () => {
    receiver.replyWith(202);
    expect(await deliver()).toMatchObject({
      status: 'delivered',
      note: 'accepted by the workflow; whether it was posted shows in Teams alone',
    });
  });

  it.each([
    [200, 'Thank you'],
    [200, '{"posted":true}'],
    [201, ''],
    [204, ''],
  ])('%i %j, of a Response action, is delivered', async (status, body) => {
    receiver.replyWith(status, { body });
    expect(await deliver()).toMatchObject({ status: 'delivered', note: expect.stringContaining(`answered ${status}`) });
  });

  it.each([200, 202])('%i with a page of HTML is tried again: something on the way answered', async (status) => {
    receiver.replyWith(status, { body: '\n<!DOCTYPE html>\n<title>Sign in</title>' });
    expect(await deliver()).toMatchObject({
      status: 'retry',
      message: `HTTP ${status} from ${host}, but with a page of HTML: something on the way answered in its place. Check the URL and the proxy of the environment.`,
    });
  });

  it('200 with an error of Power Automate is rejected by its code', async () => {
    receiver.replyWith(200, { body: '{"error":{"code":"ActionFailed","message":"An action failed."}}' });
    expect(await deliver()).toMatchObject({
      status: 'rejected',
      message: expect.stringContaining('ActionFailed: An action failed.'),
    });
  });

  it.each([401, 403])('%i is rejected by its code, and leads to the whole URL and to "Anyone"', async (status) => {
    receiver.replyWith(status, { body: NOT_AUTHORISED });
    expect(await deliver()).toMatchObject({
      status: 'rejected',
      message: `HTTP ${status} from ${host}: it wants a signature or a sign-in. Copy the whole URL again (its end, "sig=…", belongs to it), and let "Anyone" trigger the workflow. It says: DirectApiAuthorizationRequired: The request must be authenticated only by Shared Access scheme.`,
    });
  });

  it.each([
    [400, 'no longer configured'],
    [404, 'deleted, or the URL is incomplete'],
    [405, 'the runs of the workflow'],
    [410, 'Make a new Workflows webhook'],
    [413, 'too large'],
  ])('%i is rejected and says what to do', async (status, advice) => {
    receiver.replyWith(status, { body: 'some words\nand more' });
    const outcome = await deliver();
    expect(outcome).toMatchObject({
      status: 'rejected',
      message: expect.stringMatching(new RegExp(`^HTTP ${status} from ${host}: .*${advice}.* It says: some words$`)),
    });
    expect(outcome).not.toHaveProperty('disableChannel');
  });

  it.each([301, 302, 307, 308])(
    '%i is rejected, not followed, and names the host it leads to alone',
    async (status) => {
      receiver.replyWith(status, { headers: { location: 'https://new.example.com/secret-path' } });
      const outcome = await deliver();
      expect(outcome).toMatchObject({
        status: 'rejected',
        message: expect.stringContaining('a redirect to new.example.com, and'),
      });
      expect(JSON.stringify(outcome)).not.toContain('secret-path');
      expect(receiver.requests).toHaveLength(1);
    },
  );

  it.each([{}, { location: 'http://[' }])('a redirect with the headers %j is rejected as well', async (headers) => {
    receiver.replyWith(302, { headers });
    expect(await deliver()).toMatchObject({ status: 'rejected', message: expect.stringContaining('a redirect, and') });
  });

  it('429 pauses the channel for as long as it says', async () => {
    receiver.replyWith(429, {
      retryAfter: 7,
      body: '{"error":{"code":"WorkflowRunsThrottled","message":"Rate limit is exceeded."}}',
    });
    expect(await deliver()).toMatchObject({
      status: 'retry',
      afterMs: 7_000,
      rateLimited: true,
      message: `HTTP 429 from ${host}: it takes no more messages at the moment, so the channel pauses. It says: WorkflowRunsThrottled: Rate limit is exceeded.`,
    });
  });

  it.each([408, 500, 502, 503, 504])('%i is tried again', async (status) => {
    receiver.replyWith(status, { retryAfter: 3 });
    const outcome = await deliver();
    expect(outcome).toMatchObject({
      status: 'retry',
      message: `HTTP ${status} from ${host}: there is trouble at it or on the way, which may pass.`,
      afterMs: 3_000,
    });
    expect(outcome).not.toHaveProperty('rateLimited');
  });

  it('rejects with the network error when there is none', async () => {
    receiver.reset();
    await expect(deliver()).rejects.toThrow();
  });

  it('is not waited for once the time of the attempt is up', async () => {
    receiver.hang();
    const time = new AbortController();
    const attempt = teams.channel.deliver(EVENT, attemptOf(EVENT, { signal: time.signal }));
    await receiver.next();
    time.abort();
    await expect(attempt).rejects.toThrow();
  });

  it.each(['{', '{"error":1}', '{"error":{"code":7}}', '[]', '{"error":null}', '{"error":{"code":""}}'])(
    'with the body %s is quoted as it is',
    async (body) => {
      receiver.replyWith(400, { body });
      expect(await deliver()).toMatchObject({ message: expect.stringMatching(/ It says: [{[]/) });
    },
  );

  it('is quoted to 200 characters of its first line, and without control characters', async () => {
    receiver.replyWith(400, { body: `\u001b[31m${'x'.repeat(5_000)}` });
    const outcome = await deliver();
    const [, said = ''] = / It says: (.*)$/.exec(outcome.status === 'rejected' ? outcome.message : '') ?? [];
    expect(said).toBe(`[31m${'x'.repeat(195)}…`);
  });

  it.each([200, 201, 301, 400, 401, 403, 404, 410, 413, 422, 429, 500, 503])(
    '%i never brings the URL beyond its host into a message, even when it repeats it',
    async (status) => {
      const repeated = `${receiver.url}${PATH} sig tt-Zlk_qlxgvJWzS4ZEl of 7c6a180b36b96a57, ${decodeURIComponent(PATH)}`;
      const bodies = [
        repeated,
        JSON.stringify({ error: { code: `Bad7c6a180b36b96a57`, message: repeated } }),
        `${failure(400)} ${repeated}`,
        `${failure(503)} ${repeated}`,
      ];
      for (const body of bodies) {
        receiver.replyWith(status, { headers: { location: `https://elsewhere.example.com${PATH}` }, body });
        const said = JSON.stringify(await deliver());
        for (const secret of ['7c6a180b36b96a57', 'tt-Zlk_qlxgvJWzS4ZEl', 'powerautomate']) {
          expect(said).not.toContain(secret);
        }
      }
    },
  );
});
