import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, createTestObserverContext, createTestSourceContext } from '../src/context.js';
import { eventOf } from '../src/events.js';
import { type Receiver, startReceiver } from '../src/receiver.js';

const DRAFT = eventOf('update_detected');

describe('the context', () => {
  it('freezes the configuration through and through', () => {
    const { config } = createTestContext({ list: [{ key: 1 }] });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.list[0])).toBe(true);
  });

  it('has a name, which a test may choose', () => {
    expect(createTestContext({}).name).toBe('test');
    expect(createTestContext({}, { name: 'oncall' }).name).toBe('oncall');
  });

  it('keeps what is logged', () => {
    const { log } = createTestContext({});
    log.warn('careful', { step: 2 });
    log.info('done');
    expect(log.lines).toEqual([
      { level: 'warn', message: 'careful', fields: { step: 2 } },
      { level: 'info', message: 'done' },
    ]);
  });

  it('keeps state as JSON, apart from the value that was given', async () => {
    const { state } = createTestContext({});
    const value = { thread: ['1'] };
    await state.set('key', value);
    value.thread.push('2');
    expect(await state.get('key')).toEqual({ thread: ['1'] });
    await state.delete('key');
    expect(await state.get('key')).toBeUndefined();
  });

  it('aborts its signal on demand', () => {
    const ctx = createTestContext({});
    expect(ctx.signal.aborted).toBe(false);
    ctx.abort();
    expect(ctx.signal.aborted).toBe(true);
  });

  it('keeps what a source publishes, each id once', async () => {
    const ctx = createTestSourceContext({});
    expect(await ctx.publish({ ...DRAFT, id: 'a' })).toEqual({ id: 'a', duplicate: false });
    expect(await ctx.publish({ ...DRAFT, id: 'a' })).toEqual({ id: 'a', duplicate: true });
    expect(ctx.published).toHaveLength(1);
  });

  it('gives an id to what has none', async () => {
    const { id, ...draft } = DRAFT;
    const ctx = createTestSourceContext({});
    const ids = [(await ctx.publish(draft)).id, (await ctx.publish(draft)).id];
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(id);
    expect(ctx.published).toHaveLength(2);
  });

  it('refuses what the test refuses', async () => {
    const ctx = createTestSourceContext({}, { onPublish: () => Promise.reject(new Error('full')) });
    await expect(ctx.publish(DRAFT)).rejects.toThrow('full');
    expect(ctx.published).toEqual([]);
  });
});

describe('the HTTP of a context', () => {
  let receiver: Receiver;
  const ctx = createTestContext({});

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(() => receiver.close());

  it('posts JSON', async () => {
    await ctx.http.post(receiver.url, { json: { a: 1 }, headers: { 'x-one': '1' } });
    const { headers, rawBody } = await receiver.next();
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-one': '1' });
    expect(rawBody.toString()).toBe('{"a":1}');
  });

  it('posts a body exactly as it is', async () => {
    await ctx.http.post(receiver.url, { body: 'a=1', headers: { 'content-type': 'text/plain' } });
    const { headers, rawBody } = await receiver.next();
    expect(headers['content-type']).toBe('text/plain');
    expect(rawBody.toString()).toBe('a=1');
  });

  it('takes any status for an answer and follows no redirect', async () => {
    receiver.replyWith(302, { headers: { location: '/elsewhere', 'x-id': '9' }, body: 'moved' });
    const reply = await ctx.http.post(receiver.url, { json: {} });
    expect(reply).toMatchObject({ status: 302, text: 'moved' });
    expect(reply.header('location')).toBe('/elsewhere');
    expect(reply.header('x-none')).toBeUndefined();
    expect(receiver.requests).toHaveLength(1);
  });

  it('cuts a long answer off at 64 KiB', async () => {
    receiver.replyWith(200, { body: 'x'.repeat(100_000) });
    expect((await ctx.http.post(receiver.url, { json: {} })).text).toHaveLength(65_536);
  });

  it('fetches', async () => {
    receiver.replyWith(200, { body: 'fetched' });
    expect(await (await ctx.http.fetch(receiver.url)).text()).toBe('fetched');
  });
});

describe('the context of an observer', () => {
  it('says how things stand as the test says, and by default of a host without channels', async () => {
    const said = { version: '1.2.3', configuration: { loadedAt: 5 }, channels: [] };
    expect(await createTestObserverContext({}, { status: async () => said }).status()).toEqual(said);
    expect((await createTestObserverContext({}).status()).channels).toEqual([]);
  });
});
