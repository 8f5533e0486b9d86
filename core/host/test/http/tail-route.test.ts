import { delivered, retry } from '@headwind/plugin-api';
import { describe, expect, it, vi } from 'vitest';
import { ask } from './documented-api.js';
import { problemOf, runServer } from './running-server.js';
import { tail } from './tail-lines.js';

describe('following events live', () => {
  it('tells of an event, what became of it, and what an operator does', async () => {
    const { url, steered } = await runServer();
    const follower = await tail(url);
    expect(follower.reply.headers.get('content-type')).toBe('application/x-ndjson');
    await steered.publishOne('e1');
    steered.outcome = delivered();
    await steered.bus.replay('e1/chat');
    steered.bus.pauseChannel('pager');
    await steered.bus.discard('e1/pager');
    const lines = await follower.lines(7);
    const event = { id: 'e1', kind: 'update_failed' };
    const workload = { namespace: 'production', name: 'nginx-deployment', kind: 'Deployment' };
    expect(lines).toContainEqual(
      expect.objectContaining({
        type: 'event',
        event: { ...event, source: 'api' },
        workload,
        channels: ['chat', 'pager'],
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        type: 'delivery',
        id: 'e1/pager',
        channel: 'pager',
        plugin: 'pagerduty',
        event,
        workload,
        state: 'dead',
        outcome: 'rejected',
        reason: 'other',
        error: 'HTTP 400 from chat.example',
        attempt: 1,
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        type: 'delivery',
        id: 'e1/chat',
        state: 'delivered',
        outcome: 'delivered',
        attempt: 2,
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ type: 'dead_letter', id: 'e1/chat', plugin: 'slack', change: 'replayed' }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ type: 'dead_letter', id: 'e1/pager', plugin: 'pagerduty', change: 'discarded' }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ type: 'channel', channel: 'pager', plugin: 'pagerduty', change: 'paused' }),
    );
    await follower.end();
  });

  it('tells when a delivery is tried again', async () => {
    const { url, steered } = await runServer();
    const follower = await tail(url, '?channel=chat');
    steered.outcome = retry('HTTP 503', { afterMs: 60_000, reason: 'server_error' });
    await steered.publishOne('e1');
    const [, line] = await follower.lines(2);
    expect(line).toMatchObject({ state: 'pending', outcome: 'retry', reason: 'server_error' });
    expect(line).toHaveProperty('retryAt');
    await follower.end();
  });

  it.each([
    ['channel=chat&namespace=staging', ['event e2', 'delivery e2/chat']],
    ['workload=staging/nginx-deployment', ['event e2', 'delivery e2/chat', 'delivery e2/pager']],
    ['channel=pager', ['event e1', 'delivery e1/pager', 'event e2', 'delivery e2/pager', 'channel pager']],
    ['event=update_failed&channel=chat', ['event e1', 'delivery e1/chat', 'event e2', 'delivery e2/chat']],
    ['event=update_completed', []],
  ])('tells only of what %s asks for', async (query, expected) => {
    const { url, steered } = await runServer();
    const follower = await tail(url, `?${query}`);
    await steered.publishOne('e1');
    await steered.publishOne('e2', 'staging');
    steered.bus.pauseChannel('pager');
    steered.bus.pauseChannel('chat');
    const told = (await follower.lines(expected.length)).map((line) => {
      if (line.type === 'event') return `event ${line.event.id}`;
      return line.type === 'channel' ? `channel ${line.channel}` : `${line.type} ${'id' in line ? line.id : ''}`;
    });
    expect(told.toSorted()).toEqual(expected.toSorted());
    await follower.end();
  });

  it.each(['chanel=chat', 'workload=nginx', 'event=update', 'limit=5'])('refuses %s', async (query) => {
    const { url } = await runServer();
    const reply = await ask(url, 'GET', `/v1/events/tail?${query}`);
    expect(await problemOf(reply)).toMatchObject({ status: 422, code: 'FILTER_INVALID' });
  });

  it('blanks out secrets', async () => {
    const { url, steered } = await runServer();
    const follower = await tail(url, '?channel=chat');
    steered.outcome = { ...steered.outcome, status: 'rejected', message: 'it says hunter2' };
    await steered.publishOne('e1');
    const [, delivery] = await follower.lines(2);
    expect(delivery).toMatchObject({ error: 'it says [secret]' });
    await follower.end();
  });

  it('ends when the server closes', async () => {
    const { url, server } = await runServer();
    const follower = await tail(url);
    await server.close(60_000);
    await follower.ended();
  });

  it('is for twenty readers at a time, and one who hangs up makes room', async () => {
    const { url } = await runServer();
    const followers = await Promise.all(Array.from({ length: 20 }, () => tail(url)));
    const refused = await ask(url, 'GET', '/v1/events/tail');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await problemOf(refused)).toMatchObject({ code: 'TAIL_FULL' });
    await followers[0]?.end();
    const another = await vi.waitFor(async () => {
      const follower = await tail(url);
      if (!follower.reply.ok) throw new Error('there is no room yet');
      return follower;
    });
    await Promise.all([another, ...followers].map((follower) => follower.end()));
  });

  it('ends when the token it was asked for with is good no more, and not before', async () => {
    const token = { token: 'reading-token', role: 'read' } as const;
    const { url, access } = await runServer({ server: { tokens: [token] } });
    const reply = await fetch(`${url}/v1/events/tail`, { headers: { authorization: 'Bearer reading-token' } });
    const reader = reply.body?.getReader();
    let isOver = false;
    const over = (async () => {
      while (!(await reader?.read())?.done);
      isOver = true;
    })();
    access.replaceTokens([token, { token: 'another-token', role: 'read' }]);
    expect((await fetch(`${url}/v1/channels`, { headers: { authorization: 'Bearer another-token' } })).status).toBe(
      200,
    );
    expect(isOver).toBe(false);
    access.replaceTokens([{ token: 'another-token', role: 'read' }]);
    await over;
  });
});
