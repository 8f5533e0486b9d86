import { describe, expect, it } from 'vitest';
import { ask, jsonOf } from './documented-api.js';
import { problemOf, runServer } from './running-server.js';

describe('/v1/log-level', () => {
  it('says and changes what is logged, by the host and by one instance', async () => {
    const { url, steered } = await runServer();
    expect(await jsonOf(ask(url, 'GET', '/v1/log-level'))).toEqual({ level: 'info', levels: {} });
    const ofChat = await jsonOf(ask(url, 'PUT', '/v1/log-level', { json: { level: 'debug', instance: 'chat' } }));
    expect(ofChat).toEqual({ level: 'info', levels: { chat: 'debug' } });
    const ofHost = await jsonOf(ask(url, 'PUT', '/v1/log-level', { json: { level: 'warn' } }));
    expect(ofHost).toEqual({ level: 'warn', levels: { chat: 'debug' } });
    expect(await jsonOf(ask(url, 'GET', '/v1/log-level'))).toEqual(ofHost);
    expect(steered.logLevels.level).toBe('warn');
  });

  it.each([
    [{ level: 'loud' }, '/level', 'expected one of trace, debug, info, warn, error'],
    [{ level: 'debig' }, '/level', 'did you mean `debug`?'],
    [{}, '/level', 'missing'],
    [undefined, '/level', 'missing'],
    [{ level: 'debug', instance: 'chta' }, '/instance', 'found "chta", expected the name of an instance; did you mean'],
    [{ level: 'debug', instance: 'nobody' }, '/instance', 'known are chat, pager, broken'],
    [{ level: 'debug', plugin: 'chat' }, '/plugin', 'unknown field'],
  ])('refuses %j and changes nothing', async (json, pointer, detail) => {
    const { url } = await runServer();
    const reply = await ask(url, 'PUT', '/v1/log-level', { json });
    expect(reply.status).toBe(422);
    const problem = await problemOf(reply);
    expect(problem).toMatchObject({ code: 'FILTER_INVALID', errors: [{ pointer }] });
    expect(problem.errors?.[0]?.detail).toContain(detail);
    expect(await jsonOf(ask(url, 'GET', '/v1/log-level'))).toEqual({ level: 'info', levels: {} });
  });
});

describe('POST /v1/reload', () => {
  it('says what it did', async () => {
    const { url, steered } = await runServer();
    steered.reloaded = {
      started: ['new'],
      changed: ['chat'],
      stopped: ['old'],
      warnings: ['server.listen hunter2 needs a restart'],
    };
    expect(await jsonOf(ask(url, 'POST', '/v1/reload'))).toEqual({
      started: ['new'],
      changed: ['chat'],
      stopped: ['old'],
      warnings: ['server.listen [secret] needs a restart'],
    });
  });

  it('says where and what is wrong when it did nothing', async () => {
    const { url, steered } = await runServer();
    steered.reloaded = {
      problems: [
        {
          code: 'CONFIG_INVALID',
          path: ['plugins', 'a/b', 'config'],
          position: { file: '/etc/headwind.yaml', line: 7, column: 3 },
          message: 'found hunter2, expected a mapping.',
          remedy: 'Correct it.',
        },
        { code: 'PLUGIN_START_FAILED', path: ['plugins', 'chat'], message: 'it did not start' },
      ],
    };
    const reply = await ask(url, 'POST', '/v1/reload');
    expect(reply.status).toBe(422);
    const problem = await problemOf(reply);
    expect(problem).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      errors: [
        {
          pointer: '/plugins/a~1b/config',
          detail: '/etc/headwind.yaml:7:3: found [secret], expected a mapping. Correct it.',
        },
        { pointer: '/plugins/chat', detail: 'it did not start' },
      ],
    });
    expect(problem.detail).toContain('2 things are wrong with the configuration.');
  });
});

describe('the probes', () => {
  it('say which configuration is live', async () => {
    const configuration = { hash: '0123456789ab', loadedAt: 0, lastReload: { at: 1_000, ok: false } };
    const { url } = await runServer({
      readiness: { problems: async () => [], troubles: async () => [], configuration },
    });
    expect(await jsonOf(ask(url, 'GET', '/readyz'))).toMatchObject({
      configuration: {
        hash: '0123456789ab',
        loadedAt: '1970-01-01T00:00:00.000Z',
        lastReload: { at: '1970-01-01T00:00:01.000Z', ok: false },
      },
    });
    expect(await jsonOf(ask(url, 'GET', '/healthz'))).toEqual({ status: 'alive' });
  });
});
