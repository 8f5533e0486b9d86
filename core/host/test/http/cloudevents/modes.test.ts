import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { bodyOf, RawConnection } from '../raw-connection.js';
import { post, postJson, problemOf, runServer } from '../running-server.js';
import {
  BATCH,
  CLOUD_EVENT,
  DATA,
  HEADERS,
  postBatch,
  postBinary,
  postStructured,
  STRUCTURED,
} from './cloud-events.js';

const { timestamp, ...UNTIMED } = DATA;

describe('a CloudEvent is taken', () => {
  it('without `event`, which its type says', async () => {
    const { url, intake } = await runServer();
    expect((await postStructured(url, CLOUD_EVENT)).status).toBe(202);
    expect((await postBinary(url)).status).toBe(202);
    expect(intake.published.map(({ kind }) => kind)).toEqual(['update_completed', 'update_completed']);
  });

  it('with an `event` that agrees with its type', async () => {
    const { url } = await runServer();
    expect((await postStructured(url, { ...CLOUD_EVENT, data: EXAMPLE_PAYLOAD })).status).toBe(202);
    expect((await postBinary(url, {}, EXAMPLE_PAYLOAD)).status).toBe(202);
  });

  it('at the time of its attribute where its data has none', async () => {
    const { url, intake } = await runServer();
    await postStructured(url, { ...CLOUD_EVENT, time: '2025-11-06T11:00:00+01:00', data: UNTIMED });
    await postBinary(url, { 'ce-time': '2025-11-06T12:00:00Z' }, UNTIMED);
    expect(intake.published.map(({ time }) => time)).toEqual(['2025-11-06T11:00:00+01:00', '2025-11-06T12:00:00Z']);
    for (const { data } of intake.published) expect(data.metadata).not.toHaveProperty('cloudevents-time');
  });

  it('at no time of its own where it has none, for the bus to set', async () => {
    const { url, intake } = await runServer();
    await postStructured(url, { ...CLOUD_EVENT, data: UNTIMED });
    expect(intake.published).toEqual([expect.not.objectContaining({ time: expect.anything() })]);
  });

  it('at the time of its data, the other one kept as metadata where it differs', async () => {
    const { url, intake } = await runServer();
    await postStructured(url, { ...CLOUD_EVENT, time: timestamp });
    await postStructured(url, { ...CLOUD_EVENT, time: '2025-11-06T11:00:00Z' });
    expect(intake.published.map(({ time }) => time)).toEqual([timestamp, timestamp]);
    expect(intake.published.map(({ data }) => data.metadata?.['cloudevents-time'])).toEqual([
      undefined,
      '2025-11-06T11:00:00Z',
    ]);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'application/vnd.headwind.update+json'])(
    'with data of the type %s',
    async (datacontenttype) => {
      const { url } = await runServer();
      expect((await postStructured(url, { ...CLOUD_EVENT, datacontenttype })).status).toBe(202);
    },
  );

  it.each([`${STRUCTURED}; charset=UTF-8`, 'Application/CloudEvents+JSON'])('as %s', async (type) => {
    const { url, intake } = await runServer();
    expect((await post(url, JSON.stringify(CLOUD_EVENT), { 'content-type': type })).status).toBe(202);
    expect(intake.published).toHaveLength(1);
  });

  it('with JSON in base64 in place of its data', async () => {
    const { url, intake } = await runServer();
    const { data, ...attributes } = CLOUD_EVENT;
    const encoded = Buffer.from(JSON.stringify(data)).toString('base64');
    expect((await postStructured(url, { ...attributes, data_base64: encoded })).status).toBe(202);
    await postStructured(url, CLOUD_EVENT);
    const [fromBase64, plain] = intake.published;
    expect(fromBase64).toEqual(plain);
  });

  it('with members that are null, which are as good as none', async () => {
    const { url, intake } = await runServer();
    const nothing = { subject: null, time: null, datacontenttype: null, team: null, data_base64: null };
    expect((await postStructured(url, { ...CLOUD_EVENT, ...nothing })).status).toBe(202);
    expect(intake.published[0]?.data.metadata).toEqual({
      'cloudevents-id': '4711',
      'cloudevents-source': '/ci/pipelines/7',
    });
  });

  it.each(['constructor', 'x', '0', 'a'.repeat(200)])('with an extension of the name %s', async (name) => {
    const { url, intake } = await runServer();
    expect((await postStructured(url, { ...CLOUD_EVENT, [name]: 'kept' })).status).toBe(202);
    expect(intake.published[0]?.data.metadata).toMatchObject({ [`cloudevents-${name}`]: 'kept' });
  });

  it('in structured mode whatever headers repeat of it', async () => {
    const { url, intake } = await runServer();
    const headers = { 'content-type': STRUCTURED, 'ce-id': 'another', 'ce-type': 'another' };
    expect((await post(url, JSON.stringify(CLOUD_EVENT), headers)).status).toBe(202);
    expect(intake.published[0]?.data.metadata).toMatchObject({ 'cloudevents-id': '4711' });
  });

  it('1,000 at once, and 1,001 are refused with 413', async () => {
    const { url, intake } = await runServer({ server: { bodyLimitBytes: 4 * 1024 * 1024 } });
    expect((await postBatch(url, Array(1000).fill(CLOUD_EVENT))).status).toBe(202);
    const reply = await postBatch(url, Array(1001).fill(CLOUD_EVENT));
    expect(reply.status).toBe(413);
    expect(await problemOf(reply)).toMatchObject({ code: 'BATCH_TOO_LARGE' });
    expect(intake.published).toHaveLength(1000);
  });

  it('and none in an empty batch, which stores nothing', async () => {
    const { url, intake } = await runServer();
    const reply = await postBatch(url, []);
    expect(reply.status).toBe(202);
    expect(await problemOf(reply)).toEqual({ events: [] });
    expect(intake.sources).toEqual([]);
  });
});

describe('an attribute in a header is', () => {
  it.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%e2%82%ac', '€'],
    ['unn%65cess%61rily', 'unnecessarily'],
    ['twice%2520encoded', 'twice%20encoded'],
    ['"in quotes"', 'in quotes'],
    ['"with \\"quotes\\" and \\\\"', 'with "quotes" and \\'],
    ['"%22"', '"'],
    ['not "all" quoted', 'not "all" quoted'],
    ['', ''],
  ])('%j decoded to %j', async (sent, meant) => {
    const { url, intake } = await runServer();
    expect((await postBinary(url, { 'ce-note': sent })).status).toBe(202);
    expect(intake.published[0]?.data.metadata).toMatchObject({ 'cloudevents-note': meant });
  });

  it.each(['100%', '%zz', '%E2%82', '%C0%A0', '%ED%A0%80', 'caf\u00e9'])('%j refused', async (sent) => {
    const { url, intake } = await runServer();
    const reply = await postBinary(url, { 'ce-note': sent });
    expect(reply.status).toBe(422);
    expect(await problemOf(reply)).toMatchObject({
      code: 'EVENT_INVALID',
      errors: [{ pointer: '/ce-note', detail: expect.stringContaining('percent-encoding') }],
    });
    expect(intake.published).toEqual([]);
  });

  it('refused where it stands twice', async () => {
    const { port, intake } = await runServer();
    const connection = await RawConnection.to(port);
    const headers = { ...HEADERS, host: 'localhost', 'content-type': 'application/json', connection: 'close' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const body = JSON.stringify(DATA);
    const twice = ['ce-note: one', 'CE-Note: two', `content-length: ${Buffer.byteLength(body)}`];
    connection.send(`POST /v1/events HTTP/1.1\r\n${[...lines, ...twice].join('\r\n')}\r\n\r\n${body}`);
    expect(bodyOf(await connection.closed)).toMatchObject({
      code: 'EVENT_INVALID',
      errors: [{ pointer: '/ce-note', detail: expect.stringContaining('twice') }],
    });
    expect(intake.published).toEqual([]);
  });
});

describe('a body that is not what its content type says', () => {
  it.each([
    ['a CloudEvent as plain JSON', 'application/json', CLOUD_EVENT, '/specversion', STRUCTURED],
    ['a batch as plain JSON', 'application/json', [CLOUD_EVENT], '/0/specversion', BATCH],
    ['a batch as one CloudEvent', STRUCTURED, [CLOUD_EVENT], '', BATCH],
    ['one CloudEvent as a batch', BATCH, CLOUD_EVENT, '', STRUCTURED],
  ])('%s is refused with the type to use', async (_name, type, body, pointer, right) => {
    const { url, intake } = await runServer();
    const reply = await postJson(url, body, { 'content-type': type });
    expect(reply.status).toBe(422);
    const { errors = [] } = await problemOf(reply);
    expect(errors).toEqual([{ pointer, detail: expect.stringContaining(right) }]);
    expect(intake.published).toEqual([]);
  });
});
