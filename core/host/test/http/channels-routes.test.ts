import { describe, expect, it, vi } from 'vitest';
import { ask, jsonOf } from './documented-api.js';
import { problemOf, runServer } from './running-server.js';
import { withDeadLetters } from './with-dead-letters.js';

describe('channels', () => {
  it('are listed with how they are', async () => {
    const { url } = await withDeadLetters();
    const { channels } = await jsonOf(ask(url, 'GET', '/v1/channels'));
    expect(channels).toMatchObject([
      { name: 'chat', plugin: 'slack', state: 'running', health: { ok: true }, breaker: 'closed', dead: 3, pending: 0 },
      { name: 'pager', plugin: 'pagerduty', state: 'running' },
      { name: 'broken', plugin: 'webhook', state: 'failed', code: 'PLUGIN_START_FAILED', health: { ok: false } },
    ]);
    expect(channels[0].lastError).toMatchObject({ reason: 'other', message: 'HTTP 400 from chat.example' });
    expect(await jsonOf(ask(url, 'GET', '/v1/channels/chat'))).toEqual(channels[0]);
  });

  it('show no secrets of what their plugins and receivers say', async () => {
    const { url, steered } = await runServer();
    steered.health = { ok: false, detail: 'the token hunter2 has run out' };
    steered.outcome = { ...steered.outcome, status: 'rejected', message: 'no such token: hunter2' };
    await steered.publishOne('e1');
    const { health, lastError } = await jsonOf(ask(url, 'GET', '/v1/channels/chat'));
    expect(health).toEqual({ ok: false, detail: 'the token [secret] has run out' });
    expect(lastError.message).toBe('no such token: [secret]');
  });

  it('that the configuration does not have stand there as well while deliveries wait for them', async () => {
    const { url, steered } = await runServer();
    steered.bus.addChannel('former', 'slack', () => true);
    await steered.publishOne('e1');
    steered.bus.removeChannel('former');
    const former = await jsonOf(ask(url, 'GET', '/v1/channels/former'));
    expect(former).toMatchObject({ name: 'former', plugin: '', state: 'unconfigured', pending: 1 });
    const { channels } = await jsonOf(ask(url, 'GET', '/v1/channels'));
    expect(channels.at(-1)).toEqual(former);
    expect((await ask(url, 'POST', '/v1/channels/former/pause')).status).toBe(404);
  });

  it('are paused and resumed, which the state store remembers', async () => {
    const { url, steered } = await runServer();
    const paused = await jsonOf(ask(url, 'POST', '/v1/channels/chat/pause'));
    expect(paused).toMatchObject({ name: 'chat', state: 'paused' });
    expect(await steered.state.get('@host', 'paused-channels/chat')).toMatchObject({ paused: true });
    await steered.bus.publish([steered.draft('e1')], 'api');
    await vi.waitFor(async () => expect((await steered.queue.depth('pager')).dead).toBe(1));
    expect(await steered.queue.depth('chat')).toMatchObject({ pending: 1, dead: 0 });
    expect(await jsonOf(ask(url, 'POST', '/v1/channels/chat/pause', { json: {} }))).toMatchObject({ pending: 1 });
    expect(await jsonOf(ask(url, 'POST', '/v1/channels/chat/resume'))).toMatchObject({ state: 'running' });
    expect(await steered.state.get('@host', 'paused-channels/chat')).toMatchObject({ paused: false });
    await vi.waitFor(async () => expect((await steered.queue.depth('chat')).dead).toBe(1));
  });

  it('whose receiver wants no more go on when they are resumed', async () => {
    const { url, steered } = await runServer();
    steered.outcome = { ...steered.outcome, status: 'rejected', message: 'gone', disableChannel: true };
    await steered.publishOne('e1');
    expect(await jsonOf(ask(url, 'GET', '/v1/channels/chat'))).toMatchObject({ state: 'disabled' });
    expect(await jsonOf(ask(url, 'POST', '/v1/channels/chat/resume'))).toMatchObject({ state: 'running' });
  });

  it('that are unknown are 404', async () => {
    const { url, steered } = await runServer();
    for (const [method, path] of [
      ['GET', 'nobody'],
      ['POST', 'nobody/pause'],
      ['POST', 'nobody/resume'],
    ] as const) {
      const reply = await ask(url, method, `/v1/channels/${path}`);
      expect(reply.status).toBe(404);
      expect(await problemOf(reply)).toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    }
    expect(steered.bus.pausedChannels).toEqual([]);
  });

  it('take no parameters that they do not have', async () => {
    const { url, steered } = await runServer();
    expect((await ask(url, 'GET', '/v1/channels?state=paused')).status).toBe(422);
    expect((await ask(url, 'POST', '/v1/channels/chat/pause', { json: { for: '1h' } })).status).toBe(422);
    expect(steered.bus.pausedChannels).toEqual([]);
  });
});
