import { describe, expect, it, vi } from 'vitest';
import { type TailOptions, tailEvents } from '../../src/cli/tail-events.js';
import { problem, type RunningStandIn, runApi } from './api-stand-in.js';
import { FakeTerminal, run } from './fake-terminal.js';

const TIME = '2025-11-06T10:30:00.000Z';
const SUBJECT = {
  event: { id: 'e1', kind: 'update_failed' },
  workload: { namespace: 'production', name: 'nginx' },
};
const EVENT = { type: 'event', time: TIME, ...SUBJECT, channels: ['slack', 'oncall'] };
const DELIVERY = {
  ...{ type: 'delivery', time: TIME, id: 'e1/slack', channel: 'slack', plugin: 'slack', ...SUBJECT },
  ...{ attempt: 1, state: 'delivered', outcome: 'delivered', durationMs: 120 },
};

/** Short, so that a test need not wait. */
const TIMES = { idleMs: 30_000, retryMs: 1 };

const connected = ({ api }: RunningStandIn): Promise<void> => vi.waitFor(() => expect(api.tails.size).toBe(1));

function tail(terminal: FakeTerminal, options: TailOptions, times = TIMES): Promise<number> {
  return tailEvents(options, terminal, times);
}

async function interrupt(terminal: FakeTerminal, exit: Promise<number>): Promise<void> {
  terminal.signals.emit('SIGINT', 'SIGINT');
  expect(await exit).toBe(0);
  expect(terminal.signals.listenerCount('SIGINT')).toBe(0);
}

describe('events tail', () => {
  it('shows a line for everything that happens, until Ctrl-C', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    const exit = run(`events tail --url ${host.url}`, terminal);
    await connected(host);
    const failed = { ...DELIVERY, state: 'pending', outcome: 'retry', reason: 'network', error: 'ECONNREFUSED' };
    const records = [
      EVENT,
      { ...EVENT, channels: [] },
      DELIVERY,
      { ...failed, retryAt: '2025-11-06T10:30:05.000Z' },
      { ...failed, attempt: 2, state: 'dead', reason: 'refused', error: 'HTTP 404\nnot found' },
      { type: 'dead_letter', time: TIME, id: 'e1/slack', channel: 'slack', plugin: 'slack', change: 'replayed' },
      { type: 'channel', time: TIME, channel: 'slack', plugin: 'slack', change: 'breaker_opened' },
      { type: 'of-a-newer-host', time: TIME },
      { type: 'dropped', count: 12 },
    ];
    for (const record of records) host.api.push(record);
    const expected = [
      `${TIME}  event        e1  update_failed  production/nginx  to slack, oncall`,
      `${TIME}  event        e1  update_failed  production/nginx  to no channel`,
      `${TIME}  delivered    e1/slack  update_failed  production/nginx  attempt 1, 120 ms`,
      `${TIME}  failed       e1/slack  update_failed  production/nginx  attempt 1, 120 ms; network: ECONNREFUSED; again 2025-11-06T10:30:05.000Z`,
      `${TIME}  dead letter  e1/slack  update_failed  production/nginx  attempt 2, 120 ms; refused: HTTP 404 not found`,
      `${TIME}  replayed     e1/slack`,
      `${TIME}  channel      slack  breaker opened`,
      '(12 left out, for they came too fast)',
      '',
    ];
    await vi.waitFor(() => expect(terminal.out.split('\n')).toEqual(expected));
    await interrupt(terminal, exit);
    expect(terminal.err).toBe('');
  });

  it('shows the time of day on a terminal', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal({ isTTY: true });
    const exit = tail(terminal, { url: host.url });
    await connected(host);
    host.api.push(EVENT);
    await vi.waitFor(() => expect(terminal.out).toMatch(/^\d\d:\d\d:\d\d {2}event /));
    await interrupt(terminal, exit);
  });

  it('prints for scripts every record as the host gives it, a line each', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    const exit = tail(terminal, { url: host.url, json: true });
    await connected(host);
    const records = [EVENT, { type: 'of-a-newer-host', field: 1 }];
    for (const record of records) host.api.push(record);
    const lines = (): string[] => terminal.out.trimEnd().split('\n');
    await vi.waitFor(() => expect(lines().map((line) => JSON.parse(line))).toEqual(records));
    await interrupt(terminal, exit);
  });

  it('puts lines together that come in pieces', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    const exit = tail(terminal, { url: host.url });
    await connected(host);
    const bytes = Buffer.from(`\n${JSON.stringify({ ...EVENT, channels: ['späti'] })}\n\n`);
    for (const response of host.api.tails) {
      for (const byte of bytes) await new Promise((written) => response.write(Buffer.of(byte), written));
    }
    await vi.waitFor(() => expect(terminal.out).toMatch(/to späti\n$/));
    await interrupt(terminal, exit);
  });

  it('passes its conditions on to the host', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    const line = '--channel slack --event update_failed --namespace production --workload production/nginx';
    const exit = run(`events tail ${line} --url ${host.url}`, terminal);
    await connected(host);
    expect(host.api.asked[0]?.query).toEqual({
      ...{ channel: 'slack', event: 'update_failed', namespace: 'production', workload: 'production/nginx' },
    });
    await interrupt(terminal, exit);
  });

  it('says when there is no such channel, and goes on', async () => {
    const host = await runApi();
    host.api.answerChannels('slack');
    const terminal = new FakeTerminal();
    const exit = run(`events tail --channel slak --url ${host.url}`, terminal);
    await vi.waitFor(() =>
      expect(terminal.err).toBe('the configuration has no channel "slak"; did you mean "slack"?\n'),
    );
    host.api.push(EVENT);
    await vi.waitFor(() => expect(terminal.out).toContain('  event  '));
    await interrupt(terminal, exit);
  });

  it('connects again when the host comes back, and says so', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    const exit = tail(terminal, { url: host.url });
    await connected(host);
    await host.stop();
    await vi.waitFor(() =>
      expect(terminal.err).toMatch(/^connection lost: .*; trying again until the host is back\n$/),
    );
    const back = await runApi(undefined, host.port);
    await connected(back);
    await vi.waitFor(() => expect(terminal.err).toContain('connected again; what happened in between is not shown\n'));
    expect(terminal.err.match(/connection lost/g)).toHaveLength(1);
    back.api.push(EVENT);
    await vi.waitFor(() => expect(terminal.out).toContain('  event  '));
    await interrupt(terminal, exit);
  });

  it('ends while it waits for the host to come back', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    const exit = tail(terminal, { url: host.url }, { ...TIMES, retryMs: 30_000 });
    await connected(host);
    await host.stop();
    await vi.waitFor(() => expect(terminal.err).toContain('connection lost'));
    await interrupt(terminal, exit);
  });

  it('takes a connection that stays silent for broken', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    const exit = tail(terminal, { url: host.url }, { idleMs: 50, retryMs: 1 });
    await vi.waitFor(() => expect(terminal.err).toContain('connection lost: nothing came for 0.05 seconds'));
    await vi.waitFor(() => expect(terminal.err).toContain('connected again'));
    await interrupt(terminal, exit);
  });

  it('ends when nobody reads its output any more', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    terminal.stdout.on('error', () => undefined);
    const exit = tail(terminal, { url: host.url });
    await connected(host);
    terminal.stdout.destroy(new Error('EPIPE'));
    expect(await exit).toBe(0);
  });

  it('exits with 1 when no host is there', async () => {
    const host = await runApi();
    await host.stop();
    const terminal = new FakeTerminal();
    expect(await run(`events tail --url ${host.url}`, terminal)).toBe(1);
    expect(terminal.err).toContain(`Cannot reach ${host.url}`);
  });

  it.each([
    [401, 'UNAUTHORIZED'],
    [503, 'TAIL_FULL'],
  ])('exits with 1 when the host refuses at first (HTTP %i)', async (status, code) => {
    const { api, url } = await runApi();
    api.answers.set('GET /v1/events/tail', () => problem(status, code, 'No.'));
    const terminal = new FakeTerminal();
    expect(await run(`events tail --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain(`error: HTTP ${status} ${code}: No.`);
  });

  it('exits with 1 when a host that came back refuses', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    const exit = tail(terminal, { url: host.url });
    await connected(host);
    host.api.answers.set('GET /v1/events/tail', () => problem(403, 'FORBIDDEN', 'No.'));
    for (const response of host.api.tails) response.destroy();
    await expect(exit).rejects.toThrow('HTTP 403 FORBIDDEN');
  });

  it('waits for a host that is starting', async () => {
    const host = await runApi();
    const terminal = new FakeTerminal();
    const exit = tail(terminal, { url: host.url });
    await connected(host);
    host.api.answers.set('GET /v1/events/tail', () => problem(503, 'BUS_STOPPING', 'No.'));
    for (const response of host.api.tails) response.destroy();
    await vi.waitFor(() => expect(host.api.asked.length).toBeGreaterThan(2));
    host.api.answers.clear();
    await connected(host);
    await interrupt(terminal, exit);
  });

  it('exits with 2 without a command behind it', async () => {
    const terminal = new FakeTerminal();
    expect(await run('events', terminal)).toBe(2);
    expect(terminal.err).toContain('Usage: headwind-notify events');
  });
});
