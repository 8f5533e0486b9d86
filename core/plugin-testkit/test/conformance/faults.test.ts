import { describe, expect, it } from 'vitest';
import { EXAMPLE, failuresOf, type TriedPlugin } from './tried-plugin.js';

/** Posts and reads the answer as is usual; what a test leaves out of its own plugin. */
const POST = 'await ctx.http.post(ctx.config.url, { json: { text: event.kind }, signal: attempt.signal })';
const DELIVER = `deliver: async (event, attempt) => outcomeOf(${POST})`;

const TOKEN_CONFIG = 'z.strictObject({ token: z.string().meta({ writeOnly: true }) })';

/** What a source publishes. */
const EVENT = `const EVENT = { kind: 'update_detected', workload: { namespace: 'a', name: 'b' },
  data: { currentImage: 'a:1', newImage: 'a:2' } };`;

const ANSWERS = 'every answer becomes a well-formed outcome';
const EVERY_KIND = 'every kind of event is delivered';
const MANIFEST = 'package.json has a manifest';
const NO_SECRET = 'no secret shows in what it says';
const OBSERVE = 'observe takes every record at once';
const PREVIEW = 'the preview is what is sent';
const STOP = 'nothing goes on once it is told to stop';
const TIME_OUT = 'a time-out ends the attempt';

/** What a plugin does, the step that it fails, and what is said of it. */
type Fault = readonly [what: string, plugin: TriedPlugin, step: string, said: string | RegExp];

const FAULTS: readonly Fault[] = [
  [
    'gives a text for an outcome',
    { create: "return { deliver: () => 'ok' };" },
    EVERY_KIND,
    'update_detected: deliver gave ok (OUTCOME_INVALID), and likewise for 8 more of 9 kinds',
  ],
  ['never ends', { create: 'return { deliver: () => new Promise(() => {}) };' }, EVERY_KIND, 'deliver did not end'],
  [
    'throws',
    { create: "return { deliver() { throw new Error('no words'); } };" },
    EVERY_KIND,
    'an error was thrown (DELIVER_THREW): no words',
  ],
  [
    'takes a refusal for a success',
    { create: `return { deliver: async (event, attempt) => { ${POST}; return delivered(); } };` },
    ANSWERS,
    'answered with HTTP 400: delivered. Expected no delivered',
  ],
  [
    'throws at an answer that it does not like',
    {
      create: `return { deliver: async (event, attempt) => {
        const reply = ${POST};
        if (reply.status === 410) throw new Error('gone');
        return outcomeOf(reply); } };`,
    },
    ANSWERS,
    'HTTP 410: an error was thrown (DELIVER_THREW): gone',
  ],
  [
    'gives up when the receiver has trouble',
    {
      create: `return { deliver: async (event, attempt) => {
        const reply = ${POST};
        return reply.status === 503 ? rejected('down') : outcomeOf(reply); } };`,
    },
    ANSWERS,
    'HTTP 503: rejected ("down"). Expected retry',
  ],
  [
    'gives up when the connection is reset',
    {
      create: `return { deliver: async (event, attempt) => {
        try { return outcomeOf(${POST}); } catch { return rejected('unreachable'); } } };`,
    },
    ANSWERS,
    'a connection reset: rejected ("unreachable"). Expected retry, or an error thrown',
  ],
  [
    'gives a retry whose time is a text',
    {
      create: `return { deliver: async (event, attempt) => {
        const reply = ${POST};
        return reply.status === 500 ? retry('later', { afterMs: '5 s' }) : outcomeOf(reply); } };`,
    },
    ANSWERS,
    'its afterMs is 5 s, no number of milliseconds from 0',
  ],
  [
    'gives a reason that nobody knows',
    {
      create: `return { deliver: async (event, attempt) => {
        const reply = ${POST};
        return reply.status === 401 ? rejected('no', { reason: 'cosmic' }) : outcomeOf(reply); } };`,
    },
    ANSWERS,
    'its reason is "cosmic", none of ',
  ],
  [
    'gives a rejection without a message',
    {
      create: `return { deliver: async (event, attempt) => {
        const reply = ${POST};
        return reply.status === 404 ? rejected('') : outcomeOf(reply); } };`,
    },
    ANSWERS,
    'the rejected has no message',
  ],
  [
    'gives a malformed outcome for the second of its requests alone',
    {
      create: `return { deliver: async (event, attempt) => {
        const first = outcomeOf(${POST});
        if (first.status !== 'delivered') return first;
        const second = ${POST};
        return second.status === 500 ? 'second' : outcomeOf(second); } };`,
    },
    ANSWERS,
    'HTTP 500: deliver gave second (OUTCOME_INVALID). Expected an outcome, or an error thrown',
  ],
  [
    'says delivered when its time is up',
    {
      create: `return { deliver: async (event, attempt) => {
        try { return outcomeOf(${POST}); } catch (error) {
          if (attempt.signal.aborted) return delivered();
          throw error; } } };`,
    },
    TIME_OUT,
    'delivered, after attempt.signal was aborted',
  ],
  [
    'passes no signal on',
    {
      create: `return { deliver: async (event) =>
        outcomeOf(await ctx.http.post(ctx.config.url, { json: { text: event.kind } })) };`,
    },
    TIME_OUT,
    'with no answer, deliver did not end although attempt.signal was aborted',
  ],
  [
    'says delivered before there is an answer',
    {
      create: `return { deliver: async (event, attempt) => {
        const asked = ${POST.replace('await ', '')};
        const outcome = asked.then(outcomeOf);
        const early = new Promise((resolve) => setImmediate(resolve, delivered()));
        return Promise.race([outcome, early]); } };`,
    },
    TIME_OUT,
    'with no answer: delivered, before there was an answer',
  ],
  [
    'reads a body without a signal',
    {
      create: `return { deliver: async (event, attempt) => {
        const own = new AbortController();
        const abort = () => own.abort(attempt.signal.reason);
        attempt.signal.addEventListener('abort', abort);
        const request = { method: 'POST', body: event.kind, signal: own.signal };
        const { status, headers, ...reply } = await ctx.http.fetch(ctx.config.url, request).then((response) => {
          attempt.signal.removeEventListener('abort', abort);
          return { status: response.status, headers: response.headers, text: response.text() };
        });
        return outcomeOf({ status, text: await reply.text, header: (name) => headers.get(name) ?? undefined }); } };`,
    },
    TIME_OUT,
    'with half a body, deliver did not end',
  ],
  [
    'forgets the signal for one kind of event',
    {
      create: `return { deliver: async (event, attempt) => outcomeOf(await ctx.http.post(ctx.config.url, {
        json: { text: event.kind }, ...(event.kind !== 'rollback_failed' && { signal: attempt.signal }) })) };`,
    },
    TIME_OUT,
    'rollback_failed, with no answer, deliver did not end',
  ],
  [
    'forgets the signal for the second of its requests',
    {
      create: `return { deliver: async (event, attempt) => {
        const first = outcomeOf(${POST});
        if (event.kind !== 'rollback_triggered' || first.status !== 'delivered') return first;
        return outcomeOf(await ctx.http.post(ctx.config.url, { json: { text: 'again' } })); } };`,
    },
    TIME_OUT,
    'rollback_triggered, with no answer, deliver did not end',
  ],
  [
    'goes on by itself after stop',
    {
      create: `return { deliver: async (event, attempt) => {
        try { return outcomeOf(${POST}); } catch (error) {
          const timer = setInterval(() => ctx.log.info('still here'), 1).unref();
          setTimeout(() => clearInterval(timer), 400).unref();
          throw error; } } };`,
    },
    STOP,
    'made requests, logged or published after stop',
  ],
  [
    'leaves a server open',
    {
      before: "import { createServer } from 'node:http';",
      create: `return { start: () => new Promise((resolve) => createServer().listen(0, '127.0.0.1', resolve)), ${DELIVER} };`,
    },
    STOP,
    'keeps the process alive: a server',
  ],
  [
    'previews a request that it does not make',
    {
      create: `return { ${DELIVER}, preview: (event) => [1, 2].map(() => ({
        method: 'POST', url: 'chat.example.com', json: { text: event.kind } })) };`,
    },
    PREVIEW,
    'preview shows 2 requests for update_detected, and deliver makes 1',
  ],
  [
    'previews nothing and sends something',
    { create: `return { ${DELIVER}, preview: () => undefined };` },
    PREVIEW,
    'preview shows 0 requests for update_detected, and deliver makes 1',
  ],
  [
    'sends when it previews',
    {
      create: `return { ${DELIVER}, preview(event) {
        ctx.http.post(ctx.config.url, { json: {} }).catch(() => {});
        return { method: 'POST', url: 'chat.example.com', json: { text: event.kind } }; } };`,
    },
    PREVIEW,
    'preview sent something for update_detected',
  ],
  [
    'previews something that is no request',
    { create: `return { ${DELIVER}, preview: (event) => ({ text: event.kind }) };` },
    PREVIEW,
    'The preview of update_detected is no request: {"text":"update_detected"}',
  ],
  [
    'throws when it previews',
    { create: `return { ${DELIVER}, preview() { throw new Error('no preview today'); } };` },
    PREVIEW,
    'The preview of update_detected failed: no preview today',
  ],
  [
    'previews another host',
    {
      create: `return { ${DELIVER}, preview: (event) => ({
        method: 'POST', url: 'other.example.com', json: { text: event.kind } }) };`,
    },
    PREVIEW,
    'preview shows the URL "other.example.com", and "chat.example.com" is sent to',
  ],
  [
    'previews a header that is not sent',
    {
      create: `return { ${DELIVER}, preview: (event) => ({
        method: 'POST', url: 'chat.example.com', headers: { 'X-Id': '1' }, json: { text: event.kind } }) };`,
    },
    PREVIEW,
    'preview shows the header X-Id, which is not sent',
  ],
  [
    'has a secret in an outcome',
    {
      create: `return { deliver: async (event, attempt) => {
        const reply = ${POST};
        return reply.status === 400 ? rejected('refused by ' + ctx.config.url) : outcomeOf(reply); } };`,
    },
    NO_SECRET,
    'stands in the outcome of update_detected',
  ],
  [
    'has a secret in an error that it throws',
    {
      create: `return { deliver: async (event, attempt) => {
        try { return outcomeOf(${POST}); } catch (cause) {
          throw new Error('no answer', { cause: new Error('of ' + new URL(ctx.config.url).pathname) }); } } };`,
    },
    NO_SECRET,
    'stands in the error thrown for update_detected',
  ],
  [
    'has a secret in its preview',
    {
      create: `return { ${DELIVER}, preview: (event) => ({
        method: 'POST', url: ctx.config.url.slice('https://'.length), json: { text: event.kind } }) };`,
    },
    NO_SECRET,
    'stands in the preview of update_detected',
  ],
  [
    'prints a secret',
    { create: `process.stdout.write(ctx.config.url + '\\n'); return { ${DELIVER} };` },
    NO_SECRET,
    'stands in what it prints',
  ],
  [
    'has a secret in its health, encoded',
    {
      create: `return { ${DELIVER}, health: () => ({ ok: true, detail: Buffer.from(ctx.config.url).toString('base64') }) };`,
    },
    NO_SECRET,
    'stands in its health',
  ],
  [
    'throws at a record that it does not know',
    {
      kind: 'observer',
      create: `const takes = { event() {}, delivery() {}, dead_letter() {}, channel() {} };
        return { observe: (record) => takes[record.type]() };`,
    },
    OBSERVE,
    'observe threw for a record of type type_of_a_later_version',
  ],
  [
    'publishes a field that no event has',
    {
      kind: 'source',
      create: `return { start: () => ctx.publish({ kind: 'update_detected', colour: 'blue',
        workload: { namespace: 'a', name: 'b' }, data: { currentImage: 'a:1', newImage: 'a:2' } }) };`,
    },
    'what it publishes is accepted',
    'colour',
  ],
  [
    'warns with something that is no sentence',
    {
      create: `return { ${DELIVER} }; }, warnings() { return 'careful';`,
    },
    'a configuration is accepted',
    'warnings gave "careful". Expected a list of sentences.',
  ],
  [
    'sends with the configuration of its first instance',
    { before: 'let url;', create: `url ??= ctx.config.url; return { ${DELIVER.replace('ctx.config.url', 'url')} };` },
    'two instances share nothing',
    'Instance "one" sent a secret of another instance',
  ],
  [
    'publishes with the last of its instances',
    {
      kind: 'source',
      before: `let publish;\n${EVENT}`,
      create: `publish = ctx.publish; return { start: () => publish(EVENT) };`,
    },
    'two instances share nothing',
    'Of two instances beside each other, "one" published nothing',
  ],
  [
    'stops the timer of whichever instance was started last',
    {
      kind: 'source',
      before: `let timer;\n${EVENT}`,
      create: `const timers = [];
        return {
          start: () => timers.push(timer = setTimeout(() => ctx.publish(EVENT), 20)),
          stop: () => [...timers, timer].map(clearTimeout) };`,
    },
    'two instances share nothing',
    'Instance "two" published nothing once instance "one" was stopped.',
  ],
  [
    'publishes in the name of every instance there was',
    {
      kind: 'source',
      before: `const all = [];\n${EVENT}`,
      create: `all.push(ctx.publish);
        let timer;
        return {
          start: () => { timer = setTimeout(() => all.map((publish) => publish(EVENT)), 20); },
          stop: () => clearTimeout(timer) };`,
    },
    'two instances share nothing',
    'Instance "two" published in the name of instance "one", which was stopped.',
  ],
  [
    'asks for events with the configuration of its first instance',
    {
      kind: 'source',
      config: TOKEN_CONFIG,
      manifest: { example: { token: 'k3Xw81tQz7' } },
      before: `let token;\n${EVENT}`,
      create: `token ??= ctx.config.token;
        const { signal } = ctx;
        const asked = () => ctx.http.fetch('https://events.example.com', { headers: { authorization: token }, signal });
        return { start: () => void asked().then(() => ctx.publish(EVENT)).catch(() => {}) };`,
    },
    'two instances share nothing',
    'Instance "one" sent a secret of another instance',
  ],
  ...['status', 'headers', 'body'].map(
    (part): Fault => [
      `has a secret in the ${part} of the answer of a route`,
      {
        create: `const { pathname } = new URL(ctx.config.url);
        const answers = {
          status: () => new Response('', { statusText: pathname }),
          headers: () => new Response('', { headers: { 'x-receiver': pathname } }),
          body: () => Response.json({ receiver: pathname }) };
        const route = { method: 'POST', path: '/receiver', handle: answers.${part} };
        return { routes: [{ method: 'GET', path: '/', handle: () => new Response('fine') }, route], ${DELIVER} };`,
      },
      NO_SECRET,
      'stands in the answer to POST /receiver',
    ],
  ),
  [
    'has a secret in what a route throws',
    {
      create: `return { ${DELIVER}, routes: [
        { method: 'GET', path: '/', handle() { throw new Error('no ' + ctx.config.url); } }] };`,
    },
    NO_SECRET,
    'stands in the answer to GET /',
  ],
  [
    'logs a secret when it publishes',
    {
      kind: 'source',
      config: TOKEN_CONFIG,
      manifest: { example: { token: 'k3Xw81tQz7' } },
      create: `let timer;
        return {
          start() {
            timer = setTimeout(() => {
              ctx.log.info('polled with ' + ctx.config.token);
              void ctx.publish({ kind: 'update_detected', workload: { namespace: 'a', name: 'b' },
                data: { currentImage: 'a:1', newImage: 'a:2' } });
            }, 20);
          },
          stop: () => clearTimeout(timer) };`,
    },
    NO_SECRET,
    'stands in its log, at "polled with',
  ],
  [
    'has a misspelt key in its manifest',
    { create: `return { ${DELIVER} };`, manifest: { ...EXAMPLE, subscribe: ['update_*'] } },
    MANIFEST,
    'a key "headwind.subscribe", which no host reads. Did you mean "subscribes"?',
  ],
  [
    'subscribes to what is no kind of event',
    { create: `return { ${DELIVER} };`, manifest: { ...EXAMPLE, subscribes: ['updte_*', 'rollback_*'] } },
    MANIFEST,
    'headwind.subscribes names "updte_*", which fits no kind of event.',
  ],
  [
    'has secrets in lists, mappings and alternatives that are not marked',
    {
      config: `z.strictObject({
        targets: z.array(z.strictObject({ token: z.string(), label: z.string() })).default([]),
        password: z.string().nullable().default(null),
        apiKeys: z.record(z.string(), z.string()).default({}),
        secret: z.string().nullable().default(null).meta({ writeOnly: true }),
        credentials: z.enum(['file', 'metadata']).default('file') })`,
      create: 'return { deliver: () => delivered() };',
    },
    'fields that hold secrets are marked writeOnly',
    'does not say of "targets.token", "password", "apiKeys" whether it is secret',
  ],
];

describe('the conformance suite', () => {
  it.each(FAULTS)('finds a plugin that %s', async (_what, plugin, step, said) => {
    const failures = await failuresOf(plugin);
    expect(failures.map(([name]) => name)).toEqual([step]);
    expect(failures[0]?.[1]).toMatch(said);
  });
});
