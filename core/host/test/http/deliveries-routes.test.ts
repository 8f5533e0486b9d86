import { delivered, retry } from '@headwind/plugin-api';
import { describe, expect, it, vi } from 'vitest';
import { ask, jsonOf } from './documented-api.js';
import { problemOf, runServer } from './running-server.js';
import { withDeadLetters } from './with-dead-letters.js';

describe('listing deliveries', () => {
  it('gives the newest first, with why they failed, and pages by cursor', async () => {
    const { url } = await withDeadLetters();
    const first = await jsonOf(ask(url, 'GET', '/v1/deliveries?limit=4'));
    expect(idsOf(first)).toEqual(['e3/pager', 'e3/chat', 'e2/pager', 'e2/chat']);
    expect(first.deliveries[0]).toMatchObject({
      state: 'dead',
      channel: 'pager',
      event: { id: 'e3', kind: 'update_failed', source: 'api' },
      workload: { namespace: 'staging' },
      attempts: 1,
      retries: 0,
      lastError: 'HTTP 400 from chat.example',
    });
    const second = await jsonOf(ask(url, 'GET', `/v1/deliveries?limit=4&cursor=${first.next}`));
    expect(idsOf(second)).toEqual(['e1/pager', 'e1/chat']);
    expect(second.next).toBeNull();
  });

  it('gives 50 of them unless it is asked for more, at most 500', async () => {
    const { url, steered } = await runServer();
    steered.bus.pauseChannel('chat');
    steered.bus.pauseChannel('pager');
    await steered.bus.publish(
      Array.from({ length: 260 }, (_, index) => steered.draft(`e${index}`)),
      'api',
    );
    expect(idsOf(await jsonOf(ask(url, 'GET', '/v1/deliveries')))).toHaveLength(50);
    const most = await jsonOf(ask(url, 'GET', '/v1/deliveries?limit=500&order=oldest'));
    expect(most.deliveries).toHaveLength(500);
    expect(most.deliveries[0]).toMatchObject({ id: 'e0/chat', state: 'pending', attempts: 0 });
    const rest = await jsonOf(ask(url, 'GET', `/v1/deliveries?limit=500&order=oldest&cursor=${most.next}`));
    expect(idsOf(rest)).toHaveLength(20);
  });

  it.each([
    ['state=dead&channel=chat&order=oldest', ['e1/chat', 'e2/chat', 'e3/chat']],
    ['state=delivered', []],
    ['namespace=staging&channel=chat', ['e3/chat']],
    ['workload=production/nginx-deployment&channel=pager', ['e2/pager', 'e1/pager']],
    ['eventId=e2', ['e2/pager', 'e2/chat']],
    ['event=update_completed', []],
    ['event=update_failed&channel=chat&limit=1', ['e3/chat']],
    ['from=2999-01-01T00:00:00Z', []],
    ['from=2000-01-01T00:00:00%2B02:00&channel=chat', ['e3/chat', 'e2/chat', 'e1/chat']],
    ['to=2000-01-01T00:00:00Z', []],
  ])('narrows them by %s', async (query, ids) => {
    const { url } = await withDeadLetters();
    expect(idsOf(await jsonOf(ask(url, 'GET', `/v1/deliveries?${query}`)))).toEqual(ids);
  });

  it.each([
    ['chanel=chat', '/chanel', 'did you mean `channel`?'],
    ['state=lost', '/state', 'expected one of pending, leased, delivered, dead'],
    ['state=ded', '/state', 'did you mean `dead`?'],
    ['limit=501', '/limit', 'found "501", expected a whole number from 1 to 500'],
    ['limit=many', '/limit', 'found "many", expected a whole number from 1 to 500'],
    ['limit=', '/limit', 'expected a whole number from 1 to 500'],
    ['limit=1&limit=2', '/limit', 'expected a string, found an array'],
    ['from=yesterday', '/from', 'expected an RFC 3339 time'],
    ['workload=nginx', '/workload', 'expected <namespace>/<name>'],
    ['all=true', '/all', 'unknown field'],
  ])('refuses %s and says what is wrong', async (query, pointer, detail) => {
    const { url } = await runServer();
    const reply = await ask(url, 'GET', `/v1/deliveries?${query}`);
    expect(reply.status).toBe(422);
    const problem = await problemOf(reply);
    expect(problem).toMatchObject({ code: 'FILTER_INVALID', errors: [{ pointer }] });
    expect(problem.errors?.[0]?.detail).toContain(detail);
    expect(problem.detail).toContain(`${pointer}: `);
  });

  it('refuses a cursor that no page gave', async () => {
    const { url } = await runServer();
    const reply = await ask(url, 'GET', '/v1/deliveries?cursor=nonsense');
    expect(reply.status).toBe(400);
    expect(await problemOf(reply)).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it('blanks secrets out of what receivers say', async () => {
    const { url, steered } = await runServer();
    steered.outcome = { ...steered.outcome, status: 'rejected', message: 'no such token: hunter2' };
    await steered.publishOne('e1');
    const { deliveries } = await jsonOf(ask(url, 'GET', '/v1/deliveries?channel=chat'));
    expect(deliveries[0].lastError).toBe('no such token: [secret]');
    const { history } = await jsonOf(ask(url, 'GET', '/v1/deliveries/e1/chat'));
    expect(history[0].error).toBe('no such token: [secret]');
  });
});

describe('one delivery', () => {
  it.each(['e1%2Fchat', 'e1/chat'])('is shown with its payload and attempts at /v1/deliveries/%s', async (id) => {
    const { url } = await withDeadLetters();
    expect(await jsonOf(ask(url, 'GET', `/v1/deliveries/${id}`))).toMatchObject({
      id: 'e1/chat',
      payload: { event: 'update_failed', deployment: { namespace: 'production' } },
      history: [{ number: 1, state: 'dead', reason: 'other', error: 'HTTP 400 from chat.example' }],
    });
  });

  it('that waits for its next attempt says when that is', async () => {
    const { url, steered } = await runServer();
    steered.outcome = retry('HTTP 503', { afterMs: 60_000, reason: 'server_error' });
    await steered.publishOne('e1');
    const { state, publishedAt, history } = await jsonOf(ask(url, 'GET', '/v1/deliveries/e1%2Fchat'));
    expect(state).toBe('pending');
    expect(history).toMatchObject([{ number: 1, state: 'pending', reason: 'server_error', error: 'HTTP 503' }]);
    expect(Date.parse(history[0].retryAt)).toBeGreaterThanOrEqual(Date.parse(publishedAt) + 60_000);
  });

  it('has an id that may be long and full of characters that a path encodes', async () => {
    const { url, steered } = await runServer();
    const id = ':'.repeat(128);
    await steered.publishOne(id);
    const { event } = await jsonOf(ask(url, 'GET', `/v1/deliveries/${encodeURIComponent(`${id}/chat`)}`));
    expect(event.id).toBe(id);
  });

  it.each(['e1%2Fchat', 'e1/chat'])(
    '%s is replayed when it is a dead letter, and then is none any more',
    async (id) => {
      const { url, steered } = await withDeadLetters();
      steered.outcome = delivered();
      const reply = await ask(url, 'POST', `/v1/deliveries/${id}/replay`);
      expect(reply.status).toBe(202);
      expect(await reply.json()).toEqual({ id: 'e1/chat', state: 'pending' });
      await vi.waitFor(async () =>
        expect((await steered.queue.find('e1/chat'))?.delivery).toMatchObject({ state: 'delivered', attempts: 2 }),
      );
      const again = await ask(url, 'POST', `/v1/deliveries/${id}/replay`, { json: {} });
      expect(again.status).toBe(409);
      expect((await problemOf(again)).detail).toContain('The delivery e1/chat is delivered, not dead.');
    },
  );

  it.each(['e1%2Fchat', 'e1/chat'])('%s is discarded for good when it is a dead letter', async (id) => {
    const { url } = await withDeadLetters();
    expect((await ask(url, 'DELETE', `/v1/deliveries/${id}`)).status).toBe(204);
    const again = await ask(url, 'DELETE', `/v1/deliveries/${id}`);
    expect(again.status).toBe(404);
    expect(await problemOf(again)).toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
  });

  it('is not discarded when it was delivered', async () => {
    const { url, steered } = await runServer();
    steered.outcome = delivered();
    await steered.publishOne('e1');
    const reply = await ask(url, 'DELETE', '/v1/deliveries/e1/chat');
    expect(reply.status).toBe(409);
    expect(await problemOf(reply)).toMatchObject({ code: 'DELIVERY_NOT_DEAD' });
    expect((await ask(url, 'GET', '/v1/deliveries/e1/chat')).status).toBe(200);
  });

  it('that is unknown is 404', async () => {
    const { url } = await runServer();
    for (const id of ['nobody/chat', 'nobody%2Fchat', 'nobody']) {
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/replay'],
      ] as const) {
        const reply = await ask(url, method, `/v1/deliveries/${id}${path}`);
        expect(await problemOf(reply)).toMatchObject({ status: 404, code: 'DELIVERY_NOT_FOUND' });
      }
    }
  });

  it('takes no parameters that it does not have', async () => {
    const { url, steered } = await withDeadLetters();
    const inQuery = await ask(url, 'POST', '/v1/deliveries/e1/chat/replay?dryRun=true');
    const inBody = await ask(url, 'POST', '/v1/deliveries/e1/chat/replay', { json: { dryRun: true } });
    expect([inQuery.status, inBody.status]).toEqual([422, 422]);
    expect((await steered.queue.depth()).dead).toBe(6);
  });
});

function idsOf({ deliveries }: { readonly deliveries: readonly { readonly id: string }[] }): string[] {
  return deliveries.map(({ id }) => id);
}
