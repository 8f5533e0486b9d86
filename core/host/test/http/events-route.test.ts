import { EventEmitter, once } from 'node:events';
import { CodedError } from '@headwind/bus/coded-error';
import { BUS_STOPPING, EVENT_INVALID, QUEUE_FULL, QUEUE_LOCKED, QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post, postJson, problemOf, runServer } from './running-server.js';

describe('POST /v1/events takes events', () => {
  it('answers 202 with the id once the specification’s example is published', async () => {
    const { url, intake } = await runServer();
    const reply = await postJson(url, EXAMPLE_PAYLOAD);
    expect(reply.status).toBe(202);
    expect(await problemOf(reply)).toEqual({ events: [{ id: 'made-0', duplicate: false }] });
    expect(intake.sources).toEqual(['api']);
    expect(intake.published).toMatchObject([
      { kind: 'update_completed', workload: { namespace: 'production', name: 'nginx' }, time: '2025-11-06T10:30:00Z' },
    ]);
  });

  it('answers only after the intake has stored the event', async () => {
    const steps = new EventEmitter();
    const { url } = await runServer({
      intake: {
        publish: async () => {
          const stored = once(steps, 'stored');
          steps.emit('asked');
          await stored;
          return [{ id: 'late', duplicate: false }];
        },
      },
    });
    const asked = once(steps, 'asked');
    let answered = false;
    const reply = postJson(url, EXAMPLE_PAYLOAD).then((value) => {
      answered = true;
      return value;
    });
    await asked;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(answered).toBe(false);
    steps.emit('stored');
    expect((await reply).status).toBe(202);
  });

  it('keeps the id it is given and says when it was published before', async () => {
    const { url } = await runServer();
    await postJson(url, { ...EXAMPLE_PAYLOAD, id: 'once' });
    const reply = await postJson(url, { ...EXAMPLE_PAYLOAD, id: 'once' });
    expect(reply.status).toBe(202);
    expect(await problemOf(reply)).toEqual({ events: [{ id: 'once', duplicate: true }] });
  });

  it('takes an array in one call of the intake, and answers in its order', async () => {
    const { url, intake } = await runServer();
    const reply = await postJson(url, [
      { ...EXAMPLE_PAYLOAD, id: 'a' },
      { ...EXAMPLE_PAYLOAD, id: 'b' },
    ]);
    expect(reply.status).toBe(202);
    expect(await problemOf(reply)).toEqual({
      events: [
        { id: 'a', duplicate: false },
        { id: 'b', duplicate: false },
      ],
    });
    expect(intake.sources).toHaveLength(1);
  });

  it('takes 1,000 events at once, and refuses 1,001 with 413', async () => {
    const { url, intake } = await runServer();
    expect((await postJson(url, Array(1000).fill(EXAMPLE_PAYLOAD))).status).toBe(202);
    const reply = await postJson(url, Array(1001).fill(EXAMPLE_PAYLOAD));
    expect(reply.status).toBe(413);
    expect(await problemOf(reply)).toMatchObject({ code: 'BATCH_TOO_LARGE' });
    expect(intake.published).toHaveLength(1000);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'takes the content type %s',
    async (type) => {
      const { url } = await runServer();
      expect((await postJson(url, EXAMPLE_PAYLOAD, { 'content-type': type })).status).toBe(202);
    },
  );

  it('takes the byte order mark that some editors write', async () => {
    const { url } = await runServer();
    expect((await post(url, `\uFEFF${JSON.stringify(EXAMPLE_PAYLOAD)}`)).status).toBe(202);
  });
});

describe('POST /v1/events refuses a wrong event and stores nothing', () => {
  const { deployment, ...withoutDeployment } = EXAMPLE_PAYLOAD;

  it.each([
    ['an unknown kind of event', { ...EXAMPLE_PAYLOAD, event: 'update_complete' }, '/event'],
    ['a missing deployment', withoutDeployment, '/deployment'],
    ['a missing name', { ...EXAMPLE_PAYLOAD, deployment: { ...deployment, name: undefined } }, '/deployment/name'],
    ['a number for a text', { ...EXAMPLE_PAYLOAD, policy: 7 }, '/policy'],
    ['a text for a truth value', { ...EXAMPLE_PAYLOAD, requiresApproval: 'yes' }, '/requiresApproval'],
    ['a field nobody knows', { ...EXAMPLE_PAYLOAD, polcy: 'minor' }, '/polcy'],
    ['a time that is none', { ...EXAMPLE_PAYLOAD, timestamp: 'yesterday' }, '/timestamp'],
    ['a text for an event', 'update_completed', ''],
    ['null', null, ''],
    ['an empty array', [], ''],
  ])('%s, with a pointer to it', async (_name, body, pointer) => {
    const { url, intake } = await runServer();
    const reply = await postJson(url, body);
    expect(reply.status).toBe(422);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    const problem = await problemOf(reply);
    expect(problem).toMatchObject({
      type: 'https://headwind.sh/problems/event-invalid',
      title: 'Invalid event',
      status: 422,
      code: 'EVENT_INVALID',
      errors: [{ pointer, detail: expect.any(String) }],
    });
    expect(problem.detail).toContain(pointer);
    expect(problem.detail).toContain(EVENT_INVALID.remedy);
    expect(intake.published).toEqual([]);
  });

  it('anywhere in an array, with its index first in the pointer', async () => {
    const { url, intake } = await runServer();
    const reply = await postJson(url, [
      EXAMPLE_PAYLOAD,
      { ...EXAMPLE_PAYLOAD, event: 'test' },
      { ...EXAMPLE_PAYLOAD, deployment: {} },
    ]);
    expect(reply.status).toBe(422);
    const { errors = [] } = await problemOf(reply);
    expect(errors.map((error) => error.pointer)).toEqual([
      '/1/event',
      '/2/deployment/name',
      '/2/deployment/namespace',
      '/2/deployment/currentImage',
      '/2/deployment/newImage',
    ]);
    expect(intake.published).toEqual([]);
  });

  it('and lists no more than 100 mistakes, saying how many there are', async () => {
    const { url } = await runServer();
    const problem = await problemOf(await postJson(url, Array(500).fill({ ...EXAMPLE_PAYLOAD, event: 'test' })));
    expect(problem.errors).toHaveLength(100);
    expect(problem.detail).toContain('500 things are wrong');
  });
});

describe('POST /v1/events refuses what is no JSON with 400', () => {
  it.each([
    ['half an object', '{"event":', 'not JSON'],
    ['nothing', '', 'no body'],
    ['white space', ' \n', 'no body'],
    ['a form', 'event=update_completed', 'not JSON'],
    ['a key that reaches the prototype', '{"__proto__":{"event":"update_completed"}}', '`__proto__`'],
    ['a key that reaches the constructor', '{"constructor":{"prototype":{}}}', '`constructor.prototype`'],
  ])('%s', async (_name, body, found) => {
    const { url, intake } = await runServer();
    const reply = await post(url, body);
    expect(reply.status).toBe(400);
    const problem = await problemOf(reply);
    expect(problem).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED' });
    expect(problem.detail).toContain(found);
    expect(intake.published).toEqual([]);
  });

  it('bytes that are not UTF-8', async () => {
    const { url } = await runServer();
    const reply = await post(url, new Uint8Array([0x22, 0xff, 0x22]));
    expect(reply.status).toBe(400);
    expect((await problemOf(reply)).detail).toContain('not UTF-8');
  });

  it('no body at all', async () => {
    const { url } = await runServer();
    const reply = await fetch(`${url}/v1/events`, { method: 'POST' });
    expect(reply.status).toBe(400);
    expect((await problemOf(reply)).detail).toContain('no body');
  });
});

describe('POST /v1/events refuses other content with 415', () => {
  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/cloudevents+xml', {}],
    ['application/cloudevents', {}],
    ['application/json; charset=latin1', {}],
    ['application/cloudevents+json; charset=latin1', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
    ['application/cloudevents-batch+json', { 'content-encoding': 'gzip' }],
  ])('%s %o', async (type, headers) => {
    const { url, intake } = await runServer();
    const reply = await postJson(url, EXAMPLE_PAYLOAD, { 'content-type': type, ...headers });
    expect(reply.status).toBe(415);
    expect(reply.headers.get('accept')).toBe(
      'application/json, application/cloudevents+json, application/cloudevents-batch+json',
    );
    expect(await problemOf(reply)).toMatchObject({ code: 'CONTENT_TYPE_UNSUPPORTED' });
    expect(intake.published).toEqual([]);
  });
});

describe('POST /v1/events passes on what the bus says', () => {
  it.each([
    { entry: QUEUE_FULL, status: 429, retryAfter: '5' },
    { entry: QUEUE_UNAVAILABLE, status: 503, retryAfter: '5' },
    { entry: BUS_STOPPING, status: 503, retryAfter: '5' },
    { entry: EVENT_INVALID, status: 422, retryAfter: null },
  ])('$entry.code as $status', async ({ entry, status, retryAfter }) => {
    const { url, intake } = await runServer();
    intake.refusal = new CodedError(entry, 'Found so.');
    const reply = await postJson(url, EXAMPLE_PAYLOAD);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('retry-after')).toBe(retryAfter);
    expect(await problemOf(reply)).toMatchObject({ status, code: entry.code, detail: `Found so. ${entry.remedy}` });
  });

  it.each([
    ['an unexpected error', new Error('inner detail: /var/lib/queue.db')],
    ['a coded error that is not the publisher’s', new CodedError(QUEUE_LOCKED, 'inner detail')],
    ['a thrown text', 'inner detail'],
  ])('%s as 500 without its details, which are logged', async (_name, refusal) => {
    const { url, intake, log } = await runServer();
    intake.refusal = refusal;
    const reply = await postJson(url, EXAMPLE_PAYLOAD);
    expect(reply.status).toBe(500);
    const text = await reply.text();
    expect(text).not.toContain('inner detail');
    expect(JSON.parse(text)).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error: refusal } }]);
  });

  it('and says nothing of what it runs on', async () => {
    const { url } = await runServer();
    const reply = await postJson(url, EXAMPLE_PAYLOAD);
    expect(reply.headers.get('x-powered-by')).toBeNull();
    expect(reply.headers.get('server')).toBeNull();
  });
});
