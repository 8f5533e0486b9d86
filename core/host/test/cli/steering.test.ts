import { describe, expect, it } from 'vitest';
import { problem, runApi } from './api-stand-in.js';
import { FakeTerminal, run } from './fake-terminal.js';

const PAUSED = {
  name: 'team/slack',
  plugin: 'slack',
  state: 'paused',
  health: { ok: true },
  breaker: 'closed',
  pending: 1_200,
  dead: 0,
};

describe('pause and resume', () => {
  it('steer the channel, and say how it stands then', async () => {
    const { api, url } = await runApi();
    api.answer('POST /v1/channels/team%2Fslack/pause', PAUSED);
    api.answer('POST /v1/channels/team%2Fslack/resume', { ...PAUSED, state: 'running' });
    const terminal = new FakeTerminal();
    expect(await run(`pause team/slack --url ${url}`, terminal)).toBe(0);
    expect(await run(`resume team/slack --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe(
      'team/slack is paused; pending deliveries: 1,200\nteam/slack is running; pending deliveries: 1,200\n',
    );
  });

  it('say that a channel that is paused is disabled as well', async () => {
    const { api, url } = await runApi();
    api.answer('POST /v1/channels/pager/pause', { ...PAUSED, name: 'pager', state: 'disabled' });
    const terminal = new FakeTerminal();
    expect(await run(`pause pager --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe(
      'pager is paused; it is disabled as well: its receiver wants no more; pending deliveries: 1,200\n',
    );
  });

  it('print for scripts what the host answers', async () => {
    const { api, url } = await runApi();
    api.answer('POST /v1/channels/slack/pause', PAUSED);
    const terminal = new FakeTerminal();
    expect(await run(`pause slack --json --url ${url}`, terminal)).toBe(0);
    expect(JSON.parse(terminal.out)).toEqual(PAUSED);
  });

  it('exit with 1 when there is no such channel', async () => {
    const { api, url } = await runApi();
    api.answers.set('POST /v1/channels/slak/pause', () => problem(404, 'CHANNEL_NOT_FOUND', 'Did you mean slack?'));
    const terminal = new FakeTerminal();
    expect(await run(`pause slak --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toBe('error: HTTP 404 CHANNEL_NOT_FOUND: Did you mean slack?\n');
    expect(terminal.out).toBe('');
  });
});

describe('log-level', () => {
  const LEVELS = { level: 'info', levels: { slack: 'debug' } };

  it('shows what is logged', async () => {
    const { api, url } = await runApi();
    api.answer('GET /v1/log-level', LEVELS);
    const terminal = new FakeTerminal();
    expect(await run(`log-level --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('INSTANCE      LEVEL\nslack         debug\n(all others)  info\n');
  });

  it.each([
    ['log-level debug', { level: 'debug' }],
    ['log-level debug --instance slack', { level: 'debug', instance: 'slack' }],
  ])('changes it with `%s`', async (line, body) => {
    const { api, url } = await runApi();
    api.answer('PUT /v1/log-level', LEVELS);
    const terminal = new FakeTerminal();
    expect(await run(`${line} --json --url ${url}`, terminal)).toBe(0);
    expect(api.asked).toMatchObject([{ method: 'PUT', body }]);
    expect(JSON.parse(terminal.out)).toEqual(LEVELS);
  });

  it.each([
    ['log-level loud', 'Allowed choices are trace, debug, info, warn, error'],
    ['log-level --instance slack', '--instance needs a level'],
  ])('exits with 2 on `%s`', async (line, words) => {
    const terminal = new FakeTerminal();
    expect(await run(line, terminal)).toBe(2);
    expect(terminal.err).toContain(words);
  });
});

describe('reload', () => {
  it('says which instances changed, and warns', async () => {
    const { api, url } = await runApi();
    const warnings = ['server.listen takes effect with the next start.'];
    api.answer('POST /v1/reload', { changed: ['slack', 'oncall'], started: [], stopped: ['teams'], warnings });
    const terminal = new FakeTerminal();
    expect(await run(`reload --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('changed: slack, oncall\nstopped: teams\n');
    expect(terminal.err).toBe('warning: server.listen takes effect with the next start.\n');
  });

  it('says when nothing changed', async () => {
    const { api, url } = await runApi();
    api.answer('POST /v1/reload', { changed: [], started: [], stopped: [], warnings: [] });
    const terminal = new FakeTerminal();
    expect(await run(`reload --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('no instance changed\n');
  });

  it('names everything that is wrong with the configuration', async () => {
    const { api, url } = await runApi();
    const errors = [{ pointer: '/plugins/slack/config', detail: 'webhookUrl is missing' }];
    api.answers.set('POST /v1/reload', () => problem(422, 'CONFIGURATION_INVALID', '1 problem.', errors));
    const terminal = new FakeTerminal();
    expect(await run(`reload --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toBe(
      'error: HTTP 422 CONFIGURATION_INVALID: 1 problem.\n  /plugins/slack/config: webhookUrl is missing\n',
    );
  });
});

describe('a command that talks to a host', () => {
  it.each([
    ['channels', 'op', 'the token of operators first'],
    ['pause slack', 'op', 'the token of operators first'],
    ['send --file -', 'pub', 'the token of publishers first'],
  ])('takes for `%s` the token %s of the environment: %s', async (line, token) => {
    const { api, url } = await runApi();
    const env = {
      ...{ HEADWIND_URL: url, HEADWIND_OPERATE_TOKEN: 'op,op2', HEADWIND_READ_TOKEN: 'rd', HEADWIND_TOKEN: 'pub' },
    };
    await run(line, new FakeTerminal({ env, input: '{}' }));
    expect(api.asked.map((asked) => asked.token)).toEqual([token]);
  });

  it.each([
    ['channels', 'rd'],
    ['pause slack', 'pub'],
  ])('passes over empty variables and those of too small a role for `%s`', async (line, token) => {
    const { api, url } = await runApi();
    const env = { HEADWIND_URL: url, HEADWIND_OPERATE_TOKEN: '', HEADWIND_READ_TOKEN: 'rd', HEADWIND_TOKEN: 'pub' };
    await run(line, new FakeTerminal({ env }));
    expect(api.asked.map((asked) => asked.token)).toEqual([token]);
  });

  it('says which token is needed when the host asks for one', async () => {
    const { api, url } = await runApi();
    api.answers.set('GET /v1/channels', () => problem(401, 'UNAUTHORIZED', 'No token.'));
    const terminal = new FakeTerminal();
    expect(await run(`channels --url ${url} --token guess`, terminal)).toBe(1);
    expect(terminal.err).toContain('HTTP 401 UNAUTHORIZED: No token. This needs a token that may read');
    expect(terminal.err).toContain('--token or HEADWIND_OPERATE_TOKEN');
    expect(terminal.err).not.toContain('guess');
  });

  it('says what to do when no host is there', async () => {
    const { url, stop } = await runApi();
    await stop();
    const terminal = new FakeTerminal();
    expect(await run(`channels --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain(`Cannot reach ${url}: connect ECONNREFUSED`);
    expect(terminal.err).toContain('headwind-notify serve');
  });

  it('notices an answer that is not of a host', async () => {
    const { api, url } = await runApi();
    api.answer('GET /v1/channels', { items: [] });
    const terminal = new FakeTerminal();
    expect(await run(`channels --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain('answered HTTP 200, and not as a Headwind host does');
  });

  it('takes a host behind the prefix of a proxy', async () => {
    const { api, url } = await runApi();
    api.answer('GET /headwind/v1/channels', { channels: [] });
    expect(await run(`channels --url ${url}/headwind/`, new FakeTerminal())).toBe(0);
  });
});
