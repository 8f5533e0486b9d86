import { describe, expect, it } from 'vitest';
import { runApi } from './api-stand-in.js';
import { FakeTerminal, run } from './fake-terminal.js';

const SLACK = {
  name: 'slack',
  plugin: 'slack',
  state: 'running',
  health: { ok: true },
  breaker: 'closed',
  rateLimit: { perSecond: 1, burst: 1 },
  pending: 0,
  dead: 0,
  lastSuccessAt: '2025-11-06T10:30:00.000Z',
};

const OLD_TEAM = {
  name: 'old-team',
  plugin: '',
  state: 'unconfigured',
  health: { ok: true },
  breaker: 'closed',
  pending: 12,
  oldestPendingAt: '2025-11-06T10:00:00.000Z',
  dead: 3,
};

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe('channels', () => {
  it('lists every channel with times as they are where nobody watches', async () => {
    const { url, api } = await runApi();
    const lastError = { at: '2025-11-06T10:31:00.000Z', reason: 'network', message: 'connect ECONNREFUSED' };
    api.answer('GET /v1/channels', { channels: [{ ...SLACK, lastError }, OLD_TEAM] });
    const terminal = new FakeTerminal();
    expect(await run(`channels --url ${url}`, terminal)).toBe(0);
    expect(terminal.out.split('\n')).toEqual([
      'NAME      PLUGIN  STATE         BREAKER  PENDING  OLDEST                    DEAD  LAST SUCCESS              LAST ERROR',
      'slack     slack   running       closed   0        -                         0     2025-11-06T10:30:00.000Z  2025-11-06T10:31:00.000Z, network: connect ECONNREFUSED',
      'old-team  -       unconfigured  closed   12       2025-11-06T10:00:00.000Z  3     -                         -',
      '',
    ]);
    expect(terminal.err).toBe('');
  });

  it('says on a terminal how long ago, and cuts the error to its width', async () => {
    const { url, api } = await runApi();
    const lastError = { at: ago(3.5), reason: 'network', message: 'connect ECONNREFUSED '.repeat(10) };
    const changes = { pending: 1, oldestPendingAt: ago(150), lastSuccessAt: ago(60 * 24 * 3 + 1), lastError };
    api.answer('GET /v1/channels', { channels: [{ ...SLACK, ...changes }] });
    const terminal = new FakeTerminal({ isTTY: true });
    expect(await run(`channels --url ${url}`, terminal)).toBe(0);
    const [, row = ''] = terminal.out.split('\n');
    expect(row).toMatch(/ 1 +2 h ago +0 +3 d ago +3 min ago, network: connect .*…$/);
    expect(row).toHaveLength(120);
  });

  it.each([80, 40])('fits into %i columns, and never leaves out the name and the state', async (columns) => {
    const { url, api } = await runApi();
    const lastError = { at: ago(2), reason: 'server_error', message: 'HTTP 503 from hooks.slack.com' };
    const slack = { ...SLACK, name: 'team-slack', lastSuccessAt: ago(62), oldestPendingAt: ago(3), lastError };
    api.answer('GET /v1/channels', { channels: [slack, OLD_TEAM] });
    const terminal = new FakeTerminal({ isTTY: true, columns });
    expect(await run(`channels --url ${url}`, terminal)).toBe(0);
    const lines = terminal.out.trimEnd().split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines[1]).toMatch(/^team-slack +running /);
    expect(lines[2]).toMatch(/^old-team +unconfigured /);
    expect(lines[0]).toMatch(columns === 80 ? /PENDING +OLDEST +DEAD +LAST ERROR$/ : /PENDING +DEAD$/);
  });

  it('says what keeps a channel from delivering', async () => {
    const { url, api } = await runApi();
    const throttled = { ...SLACK, rateLimitedUntil: new Date(Date.now() + 600_000).toISOString() };
    const failed = { ...OLD_TEAM, state: 'failed', code: 'PLUGIN_START_FAILED', health: { ok: false, detail: 'no' } };
    api.answer('GET /v1/channels', { channels: [throttled, failed] });
    const terminal = new FakeTerminal();
    await run(`channels --url ${url}`, terminal);
    expect(terminal.out).toContain(`running, throttled until ${throttled.rateLimitedUntil}`);
    expect(terminal.out).toMatch(/failed \(PLUGIN_START_FAILED\) .* unhealthy: no\n/);
  });

  it('prints for scripts exactly what the host answers', async () => {
    const { url, api } = await runApi();
    const answer = { channels: [{ ...SLACK, newer: { field: 1 } }] };
    api.answer('GET /v1/channels', answer);
    const terminal = new FakeTerminal();
    expect(await run(`channels --json --url ${url}`, terminal)).toBe(0);
    expect(JSON.parse(terminal.out)).toEqual(answer);
  });

  it('says when there are none', async () => {
    const { url, api } = await runApi();
    api.answer('GET /v1/channels', { channels: [] });
    const terminal = new FakeTerminal();
    expect(await run(`channels --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('');
    expect(terminal.err).toContain('no channels');
  });
});
