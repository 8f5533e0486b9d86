import { definePlugin, outcomeOf } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deliverTo } from '../src/deliver-to.js';
import { eventOf } from '../src/events.js';
import { ScriptedHttp } from '../src/scripted-http.js';

const EVENT = eventOf('update_failed');

const life: string[] = [];

const chat = definePlugin({
  kind: 'channel',
  config: z.strictObject({ url: z.url(), prefix: z.string().default('event') }),
  create: ({ config, describe: inWords, http, log, signal, name }) => ({
    start: () => void life.push('start'),
    async deliver(event, attempt) {
      log.info('delivering', { id: attempt.id });
      const text = `${config.prefix} ${inWords(event).title} of ${name}, attempt ${attempt.number}`;
      return outcomeOf(await http.post(config.url, { json: { text }, signal: attempt.signal }));
    },
    stop: () => void life.push(`stop, ${signal.aborted ? 'told' : 'not told'}`),
  }),
});

const CONFIG = { url: 'https://chat.example.com/hooks/1' };

describe('delivering to a plugin', () => {
  it('starts it, delivers once, and stops it', async () => {
    life.length = 0;
    const { outcome, requests, log } = await deliverTo(chat, EVENT, { config: CONFIG });
    expect(outcome.status).toBe('delivered');
    expect(requests.map(({ url, body }) => [url, JSON.parse(body)])).toEqual([
      [CONFIG.url, { text: 'event Update Failed of test, attempt 1' }],
    ]);
    expect(log).toEqual([{ level: 'info', message: 'delivering', fields: { id: `${EVENT.id}/test` } }]);
    expect(life).toEqual(['start', 'stop, told']);
  });

  it('takes a script, a name, words and an attempt', async () => {
    const http = new ScriptedHttp();
    http.replyWith(429, { retryAfter: 2 });
    const words = { title: 'Ours', emoji: '', severity: 'info', summary: '', facts: [], links: [] } as const;
    const { outcome, requests } = await deliverTo(chat, EVENT, {
      config: { ...CONFIG, prefix: '!' },
      http,
      name: 'oncall',
      describe: () => words,
      attempt: { number: 3 },
    });
    expect(outcome).toMatchObject({ status: 'retry', afterMs: 2_000, rateLimited: true });
    expect(requests[0]?.body).toBe('{"text":"! Ours of oncall, attempt 3"}');
  });

  it('refuses a configuration that the schema refuses', async () => {
    await expect(deliverTo(chat, EVENT)).rejects.toThrow('the configuration is not valid');
  });

  it('stops it although delivering throws, and tells what its start throws', async () => {
    life.length = 0;
    const http = new ScriptedHttp();
    http.reset();
    await expect(deliverTo(chat, EVENT, { config: CONFIG, http })).rejects.toThrow('ECONNRESET');
    expect(life).toEqual(['start', 'stop, told']);
    const unwell = definePlugin({
      kind: 'channel',
      config: z.strictObject({}),
      create: () => ({
        start() {
          throw new Error('not today');
        },
        deliver: () => Promise.reject(new Error('delivered all the same')),
      }),
    });
    await expect(deliverTo(unwell, EVENT)).rejects.toMatchObject({ code: 'PLUGIN_START_FAILED' });
  });
});
