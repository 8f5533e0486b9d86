import { delivered, describe as describeEvent, rejected, retry } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { FakeTerminal, run } from './fake-terminal.js';
import { FakeChannel, hostWith } from './open-channel.js';

const ANSWERED = [{ host: 'hooks.example.com', status: 200 }];

/** What `test oncall` prints after an attempt that went so. */
async function reportOf(report: Partial<FakeChannel['report']>, overrides: Partial<FakeChannel> = {}, args = '') {
  const terminal = new FakeTerminal();
  const channel = Object.assign(new FakeChannel(), overrides);
  channel.report = { ...channel.report, ...report };
  const exitCode = await run(`test oncall ${args}`, terminal, hostWith(channel));
  return { exitCode, out: terminal.out, channel };
}

describe('test', () => {
  it('sends one failed update that says it is a test, each time under another id', async () => {
    const { channel } = await reportOf({});
    const [event] = channel.attempted;
    expect(channel.attempted).toHaveLength(1);
    expect(event).toMatchObject({ kind: 'update_failed', data: { metadata: { test: 'true' } } });
    expect(event?.id).toMatch(/^test-/);
    const [other] = (await reportOf({})).channel.attempted;
    expect(other?.id).not.toBe(event?.id);
    expect(channel.closed).toBe(true);
  });

  it('does not pass where the channel sends nothing for the kind', async () => {
    const { exitCode, channel } = await reportOf({}, { shown: () => undefined }, 'update_detected');
    expect(exitCode).toBe(1);
    expect(channel.attempted).toEqual([]);
  });

  it('sends the kind that is asked for', async () => {
    const { channel } = await reportOf({}, {}, 'update_completed');
    expect(channel.attempted.map(({ kind }) => kind)).toEqual(['update_completed']);
  });

  it('has the channel word it as a test: title, summary and text', async () => {
    const { channel } = await reportOf({});
    const [event] = channel.attempted;
    if (event === undefined) throw new Error('nothing was sent');
    const inWords = (text?: string) => () => ({ ...describeEvent(event), ...(text !== undefined && { text }) });
    expect(channel.request?.wording?.(inWords())(event)).toMatchObject({
      title: '[Test] Update Failed',
      summary: expect.stringMatching(/^\[Test\] Update Failed: headwind-test/),
      text: 'This is a test, sent by `headwind-notify test`; nothing happened.',
    });
    expect(channel.request?.wording?.(inWords('From a template.'))(event).text).toBe(
      'This is a test, sent by `headwind-notify test`; nothing happened.\n\nFrom a template.',
    );
  });

  it('reports a delivery, and exits with 0', async () => {
    const outcome = delivered('accepted, not yet posted');
    const { exitCode, out, channel } = await reportOf({ outcome, exchanges: ANSWERED });
    expect(exitCode).toBe(0);
    expect(out).toBe(
      [
        'A test of the channel oncall (@acme/plugin 1.0.0)',
        `  event    update_failed, marked as a test; its id is ${channel.attempted[0]?.id}`,
        '  sent to  hooks.example.com, which answered HTTP 200',
        '  outcome  delivered: accepted, not yet posted',
        '  took     12 ms',
        '',
      ].join('\n'),
    );
  });

  it('reports what was rejected, and exits with 1', async () => {
    const outcome = rejected('HTTP 404: no_service.\nRecreate the webhook in Slack.');
    const { exitCode, out } = await reportOf({ outcome, exchanges: [{ host: 'hooks.example.com', status: 404 }] });
    expect(exitCode).toBe(1);
    expect(out).toContain('not delivered (rejected): HTTP 404: no_service. Recreate the webhook in Slack.\n');
    expect(out).toContain('A host would not try again');
  });

  it('reports what a host would try again, and when', async () => {
    const outcome = retry('HTTP 429: rate_limited', { rateLimited: true, afterMs: 30_000 });
    const { exitCode, out } = await reportOf({ outcome, exchanges: [{ host: 'hooks.example.com', status: 429 }] });
    expect(exitCode).toBe(1);
    expect(out).toContain('not delivered (retry): HTTP 429: rate_limited\n');
    expect(out).toContain('A host would pause the channel for 30 s, and try again then.');
  });

  it.each([
    [{}, 'raise `timeout` of the channel'],
    [{ origin: { type: 'environment' }, name: 'webhook' }, 'raise WEBHOOK_TIMEOUT (seconds)'],
    [{ origin: { type: 'environment' }, name: 'slack' }, 'raise `timeout`, which takes a configuration file'],
    [
      { origin: { type: 'operator', path: '/n.yaml' }, name: 'webhook' },
      'raise `webhook.timeout_seconds`, or WEBHOOK_TIMEOUT (seconds)',
    ],
    [
      { origin: { type: 'operator', path: '/n.yaml' }, name: 'teams' },
      'raise `timeout`, which takes a configuration file',
    ],
  ] as const)(
    'says of a time-out what to raise, and to check that the endpoint is reachable: %j',
    async (of, words) => {
      const timeOut = {
        outcome: retry('no outcome within 10 s'),
        timedOut: true,
        exchanges: [{ host: 'example.com' }],
      };
      const { exitCode, out } = await reportOf(timeOut, of);
      expect(exitCode).toBe(1);
      expect(out).toContain('sent to  example.com, which gave no answer\n');
      expect(out).toContain(words);
      expect(out).toContain('Check that the endpoint is reachable from here.');
    },
  );

  it.each([
    ['ECONNREFUSED', 'Nothing listens there.'],
    ['ENOTFOUND', 'The name is not found.'],
    ['EHOSTUNREACH', 'It cannot be reached from here.'],
    ['UND_ERR_CONNECT_TIMEOUT', 'It cannot be reached from here.'],
    ['CERT_HAS_EXPIRED', 'NODE_EXTRA_CA_CERTS'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS cannot be agreed on.'],
    ['ECONNRESET', 'The connection ended without an answer in HTTP.'],
  ])('says what to do about %s', async (trouble, words) => {
    const outcome = retry(`example.com: ${trouble}`);
    const { out } = await reportOf({ outcome, exchanges: [{ host: 'example.com', trouble }] });
    expect(out).toContain(`sent to  example.com, which gave no answer (${trouble})\n`);
    expect(out).toContain(words);
  });

  it('sends also what `when` leaves out, and says so', async () => {
    const { exitCode, out } = await reportOf({}, { leftOut: 'when' });
    expect(exitCode).toBe(0);
    expect(out).toContain(
      'A host would not send update_failed to this channel: `when` of the configuration leaves it out. The test was sent all the same.',
    );
  });

  it('prints JSON for scripts', async () => {
    const { out, channel } = await reportOf({ outcome: rejected('no'), exchanges: ANSWERED }, {}, '--json');
    expect(JSON.parse(out)).toEqual({
      channel: 'oncall',
      plugin: '@acme/plugin 1.0.0',
      event: { id: channel.attempted[0]?.id, kind: 'update_failed' },
      routed: true,
      exchanges: ANSWERED,
      outcome: { status: 'rejected', message: 'no' },
      timedOut: false,
      durationMs: 12,
      next: 'A host would not try again: the delivery would be a dead letter.',
    });
  });

  it('prints nothing that steers the terminal', async () => {
    const { out } = await reportOf({ outcome: retry('a\u001b[2Jb') });
    expect(out).toContain('not delivered (retry): ab\n');
  });
});
