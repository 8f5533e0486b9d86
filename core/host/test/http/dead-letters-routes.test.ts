import { delivered } from '@headwind/plugin-api';
import { describe, expect, it, vi } from 'vitest';
import { ask, jsonOf } from './documented-api.js';
import { problemOf, runServer } from './running-server.js';
import { withDeadLetters } from './with-dead-letters.js';

const REPLAY = '/v1/dead-letters/replay';
const DISCARD = '/v1/dead-letters/discard';

describe('dead letters', () => {
  it('are counted without being touched by a dry run', async () => {
    const { url, steered } = await withDeadLetters();
    const json = { channel: 'chat', dryRun: true };
    expect(await jsonOf(ask(url, 'POST', REPLAY, { json }))).toEqual({ matching: 3, next: null });
    expect(await jsonOf(ask(url, 'POST', DISCARD, { json }))).toEqual({ matching: 3, next: null });
    expect((await steered.queue.depth('chat')).dead).toBe(3);
  });

  it('are replayed by filter, so many at a time, oldest first', async () => {
    const { url, steered } = await withDeadLetters();
    steered.outcome = delivered();
    const first = await jsonOf(ask(url, 'POST', REPLAY, { json: { channel: 'chat', limit: 2 } }));
    expect(first).toMatchObject({ replayed: 2, next: expect.any(String) });
    await vi.waitFor(async () => expect((await steered.queue.find('e2/chat'))?.delivery.state).toBe('delivered'));
    expect((await steered.queue.find('e3/chat'))?.delivery.state).toBe('dead');
    const json = { channel: 'chat', cursor: first.next };
    expect(await jsonOf(ask(url, 'POST', REPLAY, { json }))).toEqual({ replayed: 1, next: null });
    expect((await steered.queue.depth('pager')).dead).toBe(3);
  });

  it('are all dealt with in one request, 1,000 at a time unless it says otherwise', async () => {
    const { url, steered } = await runServer();
    await steered.bus.publish(
      Array.from({ length: 1_100 }, (_, index) => steered.draft(`e${index}`)),
      'api',
    );
    await vi.waitFor(async () => expect((await steered.queue.depth('chat')).dead).toBe(1_100), { timeout: 10_000 });
    steered.outcome = delivered();
    const first = await jsonOf(ask(url, 'POST', REPLAY, { json: { channel: 'chat' } }));
    expect(first).toMatchObject({ replayed: 1_000, next: expect.any(String) });
    const json = { channel: 'chat', cursor: first.next };
    expect(await jsonOf(ask(url, 'POST', REPLAY, { json }))).toEqual({ replayed: 100, next: null });
  });

  it.each([
    [{ channel: 'chat' }, 3],
    [{ event: 'update_failed', channel: 'pager' }, 3],
    [{ event: 'update_completed' }, 0],
    [{ eventId: 'e2' }, 2],
    [{ namespace: 'production' }, 4],
    [{ workload: 'staging/nginx-deployment' }, 2],
    [{ from: '2000-01-01T00:00:00Z', to: '2999-01-01T00:00:00Z' }, 6],
    [{ to: '2000-01-01T00:00:00Z' }, 0],
    [{ all: true }, 6],
    [{ all: true, channel: 'chat' }, 3],
  ])('of %j alone are discarded by it', async (json, count) => {
    const { url, steered } = await withDeadLetters();
    expect(await jsonOf(ask(url, 'POST', DISCARD, { json }))).toEqual({ discarded: count, next: null });
    expect((await steered.queue.depth()).dead).toBe(6 - count);
  });

  it.each([
    [{}, '', 'expected at least one condition, or `all: true` for every dead letter'],
    [undefined, '', 'expected at least one condition'],
    [{ limit: 5 }, '', 'expected at least one condition'],
    [{ dryRun: true }, '', 'expected at least one condition'],
    [{ all: false }, '/all', 'expected one of true'],
    [{ all: true, limit: 0 }, '/limit', 'found 0, expected a whole number from 1 to 10000'],
    [{ all: true, limit: 10_001 }, '/limit', 'expected a whole number from 1 to 10000'],
    [{ all: true, limit: '5' }, '/limit', 'found a string'],
    [{ all: true, dryRun: 'yes' }, '/dryRun', 'found a string'],
    [{ chanel: 'chat' }, '/chanel', 'did you mean `channel`?'],
    [{ all: true, state: 'dead' }, '/state', 'unknown field'],
    [[], '', 'expected an object, found an array'],
  ])('are left alone by the body %j', async (json, pointer, detail) => {
    const { url, steered } = await withDeadLetters();
    for (const path of [REPLAY, DISCARD]) {
      const reply = await ask(url, 'POST', path, { json });
      expect(reply.status).toBe(422);
      const problem = await problemOf(reply);
      expect(problem).toMatchObject({ code: 'FILTER_INVALID', errors: [{ pointer }] });
      expect(problem.errors?.[0]?.detail).toContain(detail);
    }
    expect((await steered.queue.depth()).dead).toBe(6);
  });

  it('are left alone when the conditions stand in the query', async () => {
    const { url, steered } = await withDeadLetters();
    const reply = await ask(url, 'POST', `${DISCARD}?channel=chat`, { json: { all: true } });
    expect(await problemOf(reply)).toMatchObject({ status: 422, code: 'FILTER_INVALID' });
    expect((await steered.queue.depth()).dead).toBe(6);
  });

  it('are left alone by a cursor that no answer gave, and by a body that is no JSON', async () => {
    const { url, steered } = await withDeadLetters();
    const reply = await ask(url, 'POST', DISCARD, { json: { all: true, cursor: 'nonsense' } });
    expect(await problemOf(reply)).toMatchObject({ status: 400, code: 'CURSOR_INVALID' });
    const form = await ask(url, 'POST', DISCARD, { headers: { 'content-type': 'text/plain' }, json: { all: true } });
    expect(await problemOf(form)).toMatchObject({ status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' });
    expect((await steered.queue.depth()).dead).toBe(6);
  });
});
