import {
  type ChannelInstance,
  type Describe,
  describe as inWords,
  isNetworkFault,
  isOutcome,
} from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { startReceiver } from '@headwind/plugin-testkit/receiver';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { INTERRUPTIONS, isInterruptible } from '../../src/isolation/interruptible.js';
import { type FixtureParts, type IsolatedInstance, startIsolated } from './isolated-fixture.js';

const EVENT = eventOf('update_failed');

function attempt(signal = new AbortController().signal) {
  return { id: `${EVENT.id}/oncall`, number: 1, signal };
}

function channelOf({ running }: IsolatedInstance): ChannelInstance {
  if (running.created.kind !== 'channel') throw new Error('no channel');
  return running.created.instance;
}

async function startChannel(members: string, parts: Partial<FixtureParts> = {}) {
  const isolated = await startIsolated({ members, ...parts });
  return { ...isolated, channel: channelOf(isolated) };
}

async function testReceiver() {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  return receiver;
}

describe('an isolated channel', () => {
  it.each([
    ["delivered('noted')", { status: 'delivered', note: 'noted' }],
    [
      "retry('later', { afterMs: 5, rateLimited: true, reason: 'rate_limited' })",
      { status: 'retry', message: 'later', afterMs: 5, rateLimited: true, reason: 'rate_limited' },
    ],
    ["rejected('never', { disableChannel: true })", { status: 'rejected', message: 'never', disableChannel: true }],
  ])('says %s, and it is an outcome here too', async (outcome, expected) => {
    const { channel } = await startChannel(`deliver: () => ${outcome}`);
    const given = await channel.deliver(EVENT, attempt());
    expect(isOutcome(given)).toBe(true);
    expect(given).toMatchObject(expected);
  });

  it('gets the event, the attempt and its settings as in the thread of the host', async () => {
    const members =
      'deliver: (event, { id, number }) => delivered(JSON.stringify([event, id, number, ctx.config, ctx.name]))';
    const { channel } = await startChannel(members, { config: { a: [1] } });
    const given = await channel.deliver(EVENT, attempt());
    expect('note' in given && JSON.parse(given.note ?? '')).toEqual([
      EVENT,
      `${EVENT.id}/oncall`,
      1,
      { a: [1] },
      'oncall',
    ]);
  });

  it('posts and fetches through the host', async () => {
    const receiver = await testReceiver();
    receiver.replyWith(503, { retryAfter: 7, body: 'busy' });
    receiver.replyWith(201, { headers: { 'x-one': 'two' }, body: 'a body' });
    const { channel } = await startChannel(
      `
      deliver: async (event, { signal }) => outcomeOf(await ctx.http.post(ctx.config.url, { json: { a: event.id }, signal })),
      preview: async () => {
        const response = await ctx.http.fetch(ctx.config.url + '/fetched', { method: 'PUT', body: 'sent' });
        return [response.status, response.headers.get('x-one'), await response.text()];
      }`,
      { config: { url: receiver.url } },
    );
    expect(await channel.deliver(EVENT, attempt())).toMatchObject({
      status: 'retry',
      message: 'HTTP 503: busy',
      afterMs: 7000,
    });
    expect(await channel.preview?.(EVENT)).toEqual([201, 'two', 'a body']);
    const [posted, fetched] = receiver.requests;
    expect(posted?.headers['content-type']).toBe('application/json');
    expect(posted?.rawBody.toString()).toBe(JSON.stringify({ a: EVENT.id }));
    expect(fetched).toMatchObject({ method: 'PUT', path: '/fetched' });
    expect(fetched?.rawBody.toString()).toBe('sent');
  });

  it('is refused the addresses that the host refuses, and that is trouble of the network', async () => {
    const { channel } = await startChannel(
      "deliver: (event, { signal }) => ctx.http.post('http://169.254.169.254/', { signal })",
    );
    const error = await Promise.resolve(channel.deliver(EVENT, attempt())).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' });
    const { channel: closed } = await startChannel(
      "deliver: (event, { signal }) => ctx.http.post('http://127.0.0.1:9/', { signal })",
    );
    expect(
      isNetworkFault(await Promise.resolve(closed.deliver(EVENT, attempt())).catch((thrown: unknown) => thrown)),
    ).toBe(true);
  });

  it('has its attempt aborted, and the request with it', async () => {
    const receiver = await testReceiver();
    receiver.hang();
    const { channel } = await startChannel(
      'deliver: async (event, { signal }) => { ctx.log.info("sends"); try { return outcomeOf(await ctx.http.post(ctx.config.url, { signal })); } catch (error) { ctx.log.info("ended " + error.name); throw error; } }',
      { config: { url: receiver.url } },
    );
    const controller = new AbortController();
    const delivered = channel.deliver(EVENT, attempt(controller.signal));
    await receiver.waitFor(1);
    controller.abort(new DOMException('no outcome within 1 s', 'TimeoutError'));
    await expect(delivered).rejects.toThrow('no outcome within 1 s');
  });

  it('puts events into the words of the host', async () => {
    const describe: Describe = (event) => ({ ...inWords(event), title: 'in other words' });
    const { channel } = await startChannel('deliver: (event) => delivered(ctx.describe(event).title)', {
      context: { describe },
    });
    expect(await channel.deliver(EVENT, attempt())).toMatchObject({ note: 'in other words' });
  });

  it('keeps its state with the host', async () => {
    const { channel } = await startChannel(
      "deliver: async () => { await ctx.state.set('a', [1]); const got = await ctx.state.get('a'); await ctx.state.delete('a'); return delivered(JSON.stringify([got, await ctx.state.get('a') ?? null])); }",
    );
    expect(await channel.deliver(EVENT, attempt())).toMatchObject({ note: '[[1],null]' });
  });

  it('logs to the log of its instance, errors and what cannot pass between threads included', async () => {
    const { channel, lines } = await startChannel(
      "deliver: () => { ctx.log.warn('careful', { error: new TypeError('broken') }); ctx.log.info('odd', { odd: () => 1 }); return delivered(); }",
    );
    await channel.deliver(EVENT, attempt());
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    expect(lines[0]).toMatch(/^warn careful .*broken/);
    expect(lines[1]).toMatch(/^info odd .*cannot pass between threads/);
  });

  it('logs as many lines as the host takes, however many came before', async () => {
    const { channel, lines } = await startChannel(
      "deliver: () => { for (let i = 0; i < 900; i += 1) ctx.log.info('line ' + i); return delivered(); }",
    );
    for (const count of [900, 1_800]) {
      await channel.deliver(EVENT, attempt());
      await vi.waitFor(() => expect(lines).toHaveLength(count));
    }
  });

  it('says of itself how it is, and answers at its routes', async () => {
    const { channel } = await startChannel(`
      deliver: () => delivered(),
      health: () => ({ ok: false, detail: 'so so' }),
      routes: [{ method: 'POST', path: '/echo', access: 'read', handle: async (request) =>
        new Response(request.headers.get('x-a') + await request.text(), { status: 202, headers: { 'x-b': 'c' } }) }]`);
    expect(await channel.health?.()).toEqual({ ok: false, detail: 'so so' });
    const [route] = channel.routes ?? [];
    expect(route).toMatchObject({ method: 'POST', path: '/echo', access: 'read' });
    const response = await route?.handle(
      new Request('http://a/echo', { method: 'POST', body: 'body', headers: { 'x-a': 'head' } }),
    );
    expect([response?.status, response?.headers.get('x-b'), await response?.text()]).toEqual([202, 'c', 'headbody']);
  });

  it('fails an attempt that gives no outcome, and a preview that cannot pass between threads', async () => {
    const { channel } = await startChannel('deliver: () => ({}), preview: () => () => 1');
    await expect(channel.deliver(EVENT, attempt())).rejects.toThrow('deliver returned an object, expected an outcome');
    await expect(channel.preview?.(EVENT)).rejects.toThrow('what preview gave cannot pass between threads');
  });

  it('hands its secrets to the redactor of the host, and sees no variable that holds one', async () => {
    process.env.HEADWIND_TEST_SECRET = 'tok-abcdef';
    onTestFinished(() => void delete process.env.HEADWIND_TEST_SECRET);
    const members =
      'deliver: () => delivered(JSON.stringify([process.env.HEADWIND_TEST_SECRET ?? null, process.env.PATH ?? null]))';
    const { channel, redactor } = await startChannel(members, { config: { token: 'tok-abcdef' } });
    expect(redactor.redact('tok-abcdef')).toBe('[secret]');
    expect(await channel.deliver(EVENT, attempt())).toMatchObject({ note: JSON.stringify([null, process.env.PATH]) });
  });

  it('lives through a rejected promise that nobody took', async () => {
    const { channel, lines } = await startChannel(
      "deliver: () => { Promise.reject(new Error('alone')); return delivered(); }",
    );
    await channel.deliver(EVENT, attempt());
    await vi.waitFor(() => expect(lines.join()).toContain('a rejected promise was left alone'));
    expect(await channel.deliver(EVENT, attempt())).toMatchObject({ status: 'delivered' });
  });
});

describe('the end of a worker thread', () => {
  it.each([
    [
      'an uncaught error',
      "setTimeout(() => { throw new Error('boom'); }); return new Promise(() => {});",
      /nobody caught: boom/,
    ],
    ['process.exit', 'process.exit(3);', /exited with code 3/],
    ['an endless loop', 'for (;;);', /did not answer for 5 s/],
    ['a heap that grows', 'const m = new Map(); for (let i = 0; ; i += 1) m.set(i, { i });', /memory limit of 128 MiB/],
    [
      'buffers that gather',
      'globalThis.kept = Array.from({ length: 4 }, () => Buffer.alloc(2 ** 26, 1)); return new Promise(() => {});',
      /memory limit of 128 MiB/,
    ],
  ])('by %s fails what is under way with its cause, and it is started again', async (_what, trouble, cause) => {
    const { channel, lines } = await startChannel(
      `deliver: async () => { if (await ctx.state.get('tried')) return delivered(); await ctx.state.set('tried', true); ${trouble} }`,
    );
    const states: boolean[] = [];
    if (isInterruptible(channel)) channel[INTERRUPTIONS]((isAway) => states.push(isAway));
    const failed = await Promise.resolve(channel.deliver(EVENT, attempt())).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'PLUGIN_WORKER_ENDED', message: expect.stringMatching(cause) });
    expect(states).toEqual([false, true]);
    expect(await channel.health?.()).toMatchObject({ ok: false, detail: expect.stringMatching(cause) });
    await vi.waitFor(() => expect(states).toEqual([false, true, false]), { timeout: 20_000 });
    expect(await channel.deliver(EVENT, attempt())).toMatchObject({ status: 'delivered' });
    expect(await channel.health?.()).toEqual({ ok: true });
    expect(lines.join('\n')).toMatch(
      /error the worker thread of the instance ended and is started again .*PLUGIN_WORKER_ENDED/,
    );
  });

  it('by an uncaught error says where in the plugin that was thrown', async () => {
    const { channel } = await startChannel(
      "deliver: () => { setTimeout(() => { throw new Error('boom'); }); return new Promise(() => {}); }",
    );
    const failed = await Promise.resolve(channel.deliver(EVENT, attempt())).catch((error: unknown) => error);
    expect(failed).toMatchObject({ cause: { message: 'boom', stack: expect.stringContaining('/plugin.js:') } });
  });

  it('is waited out longer where it comes again, and not where it ran well for a minute before', async () => {
    const { channel, lines } = await startChannel('deliver: () => process.exit(1)');
    const delays = () => lines.flatMap((line) => /"restartInMs":(\d+)/.exec(line)?.slice(1).map(Number) ?? []);
    const runsAgain = () => lines.filter((line) => line.includes('runs again')).length;
    const ends = async (): Promise<void> => {
      const runs = runsAgain();
      await expect(channel.deliver(EVENT, attempt())).rejects.toThrow('exited with code 1');
      await vi.waitFor(() => expect(runsAgain()).toBe(runs + 1), { timeout: 20_000 });
    };
    await ends();
    await ends();
    const now = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 60_000);
    onTestFinished(() => later.mockRestore());
    await ends();
    const [first = 0, second = 0, third = 0] = delays();
    expect(first).toBeLessThanOrEqual(2_000);
    expect(second).toBeGreaterThanOrEqual(2_000);
    expect(third).toBeLessThanOrEqual(2_000);
  });

  it('is waited out and tried again where it does not start at once', async () => {
    const { channel, lines } = await startChannel(
      "deliver: async () => { await ctx.state.set('starts', 0); process.exit(1); }, start: async () => { const starts = await ctx.state.get('starts'); if (starts === undefined) return; await ctx.state.set('starts', starts + 1); if (starts === 0) throw new Error('not yet'); }",
    );
    await expect(channel.deliver(EVENT, attempt())).rejects.toThrow('exited with code 1');
    await vi.waitFor(() => expect(lines.join('\n')).toContain('runs again'), { timeout: 20_000 });
    expect(lines.join('\n')).toContain('not yet');
  });

  it.each([
    ['create', 'process.exit(4)', ''],
    ['start', '', 'start: () => process.exit(4)'],
  ])('in %s is told to whoever starts it', async (step, above, members) => {
    const failing = startIsolated({
      members: `${members === '' ? `...(() => { ${above}; })()` : members}, deliver: () => delivered()`,
    });
    await expect(failing).rejects.toThrow(new RegExp(`${step} threw: PLUGIN_WORKER_ENDED: .*exited with code 4`));
  });
});

describe('stopping an isolated instance', () => {
  it('has it stop, and ends its worker', async () => {
    const { running, lines, stopping } = await startChannel(
      "deliver: () => delivered(), stop: () => ctx.log.info('stopped, signal ' + ctx.signal.aborted)",
    );
    stopping.abort();
    await running.stop(5_000);
    expect(running.state).toBe('stopped');
    expect(lines).toEqual(['info stopped, signal true undefined']);
  });

  it('ends a worker that loops in stop', async () => {
    const { running, stopping } = await startChannel('deliver: () => delivered(), stop: () => { for (;;); }');
    stopping.abort();
    await running.stop(5_500);
    expect(running.state).toBe('failed');
  });
});
