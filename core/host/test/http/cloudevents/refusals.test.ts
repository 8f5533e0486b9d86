import { describe, expect, it } from 'vitest';
import { problemOf, runServer } from '../running-server.js';
import { CLOUD_EVENT, DATA, postBatch, postBinary, postStructured } from './cloud-events.js';

const { deployment } = DATA;

/** What is wrong, and where it stands in each mode. */
const WRONG_ATTRIBUTES: readonly [string, Record<string, unknown>, string][] = [
  ['another version', { specversion: '0.3' }, 'specversion'],
  ['no version', { specversion: undefined }, 'specversion'],
  ['no id', { id: undefined }, 'id'],
  ['an empty id', { id: '' }, 'id'],
  ['no source', { source: undefined }, 'source'],
  ['a source that is no URI reference', { source: 'the pipeline' }, 'source'],
  ['no type', { type: undefined }, 'type'],
  ['the type of something else', { type: 'com.example.update_completed' }, 'type'],
  ['a kind that does not exist', { type: 'sh.headwind.update_complete' }, 'type'],
  ['a time that is none', { time: 'yesterday' }, 'time'],
  ['an empty subject', { subject: '' }, 'subject'],
  ['an extension that is longer than metadata may be', { note: 'x'.repeat(16_385) }, 'note'],
];

describe('a CloudEvent is refused, with a pointer to', () => {
  it.each(WRONG_ATTRIBUTES)('%s, in structured mode', async (_name, attributes, name) => {
    const { url, intake } = await runServer();
    const reply = await postStructured(url, { ...CLOUD_EVENT, ...attributes });
    expect(reply.status).toBe(422);
    expect(await problemOf(reply)).toMatchObject({ code: 'EVENT_INVALID', errors: [{ pointer: `/${name}` }] });
    expect(intake.published).toEqual([]);
  });

  // Headers of 16 KiB and more do not come as far.
  it.each(WRONG_ATTRIBUTES.slice(0, -1))('%s, in binary mode', async (_name, attributes, name) => {
    const { url, intake } = await runServer();
    const headers = Object.entries(attributes).map(([key, value]) => [`ce-${key}`, value]);
    const reply = await postBinary(url, Object.fromEntries(headers));
    expect(reply.status).toBe(422);
    expect(await problemOf(reply)).toMatchObject({ code: 'EVENT_INVALID', errors: [{ pointer: `/ce-${name}` }] });
    expect(intake.published).toEqual([]);
  });

  it.each([
    ['an id that is a number', { id: 4711 }, '/id'],
    ['an extension that is an object', { team: { name: 'platform' } }, '/team'],
    ['an extension that is an array', { teams: ['platform'] }, '/teams'],
    ['a number that JSON cannot carry exactly', { serial: 2 ** 53 }, '/serial'],
    ['a name with capitals', { dataContentType: 'application/json' }, '/dataContentType'],
    ['a name with a slash', { 'a/b': 'x' }, '/a~1b'],
    ['data that is no JSON', { datacontenttype: 'application/xml' }, '/datacontenttype'],
    ['no data', { data: undefined }, '/data'],
    ['data that is null', { data: null }, '/data'],
    ['data that is a text', { data: JSON.stringify(DATA) }, '/data'],
    ['data that is an array', { data: [DATA] }, '/data'],
    ['a field of the data that is missing', { data: { ...DATA, deployment: undefined } }, '/data/deployment'],
    [
      'a field of a field of the data',
      { data: { ...DATA, deployment: { ...deployment, name: 'a/b' } } },
      '/data/deployment/name',
    ],
    ['a field of the data that nobody knows', { data: { ...DATA, polcy: 'minor' } }, '/data/polcy'],
    ['an event of the data that is another one', { data: { ...DATA, event: 'update_failed' } }, '/data/event'],
    ['an id in the data', { data: { ...DATA, id: '4711' } }, '/data/id'],
    ['metadata that is a text', { data: { ...DATA, metadata: 'x' } }, '/data/metadata'],
    ['a metadata entry that is a number', { data: { ...DATA, metadata: { a: 1 } } }, '/data/metadata/a'],
    [
      'a metadata entry that is named like an attribute',
      { data: { ...DATA, metadata: { 'cloudevents-id': 1 } } },
      '/data/metadata/cloudevents-id',
    ],
    ['data in both forms', { data_base64: 'e30=' }, '/data_base64'],
    ['base64 that is none', { data: undefined, data_base64: '{}' }, '/data_base64'],
    ['base64 that is a number', { data: undefined, data_base64: 7 }, '/data_base64'],
    ['base64 of nothing', { data: undefined, data_base64: '' }, '/data_base64'],
    ['base64 of no JSON', { data: undefined, data_base64: base64('<xml/>') }, '/data_base64'],
    ['base64 of no UTF-8', { data: undefined, data_base64: '/w==' }, '/data_base64'],
    ['base64 of a wrong event', { data: undefined, data_base64: base64('{"deployment":1}') }, '/data_base64'],
    [
      'base64 of a key that reaches the prototype',
      { data: undefined, data_base64: base64('{"__proto__":{}}') },
      '/data_base64',
    ],
  ])('%s', async (_name, changes, pointer) => {
    const { url, intake, log } = await runServer();
    const reply = await postStructured(url, { ...CLOUD_EVENT, ...changes });
    expect(reply.status).toBe(422);
    expect(await problemOf(reply)).toMatchObject({ code: 'EVENT_INVALID', errors: [{ pointer }] });
    expect(intake.published).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it.each([
    ['a name with a dash', { 'ce-my-team': 'platform' }, '/ce-my-team'],
    ['a second content type', { 'ce-datacontenttype': 'application/json' }, '/ce-datacontenttype'],
    ['data in a header', { 'ce-data': '{}' }, '/ce-data'],
  ])('%s, in binary mode', async (_name, headers, pointer) => {
    const { url, intake } = await runServer();
    const reply = await postBinary(url, headers);
    expect(reply.status).toBe(422);
    expect(await problemOf(reply)).toMatchObject({ errors: [{ pointer }] });
    expect(intake.published).toEqual([]);
  });

  it('a field of the data, in binary mode', async () => {
    const { url } = await runServer();
    const reply = await postBinary(url, {}, { ...DATA, deployment: {} });
    const { errors = [] } = await problemOf(reply);
    expect(errors.map(({ pointer }) => pointer)).toContain('/deployment/name');
  });

  it('anything in a batch, of which nothing is stored then', async () => {
    const { url, intake } = await runServer();
    const reply = await postBatch(url, [CLOUD_EVENT, { ...CLOUD_EVENT, id: '' }, { ...CLOUD_EVENT, data: 1 }, 'x']);
    expect(reply.status).toBe(422);
    const { errors = [] } = await problemOf(reply);
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/1/id', '/2/data', '/3']);
    expect(intake.published).toEqual([]);
  });

  it.each(['ce-id', 'ce-source', 'ce-type', 'ce-specversion'])('all that is missing beside %s alone', async (only) => {
    const { url } = await runServer();
    const all = ['ce-specversion', 'ce-id', 'ce-source', 'ce-type'];
    const others = all.filter((name) => name !== only);
    const reply = await postBinary(url, Object.fromEntries(others.map((name) => [name, undefined])));
    const { errors = [] } = await problemOf(reply);
    expect(errors.map(({ pointer }) => pointer)).toEqual(others.map((name) => `/${name}`));
  });
});

describe('a refusal says', () => {
  it('which kind was probably meant', async () => {
    const { url } = await runServer();
    const reply = await postStructured(url, { ...CLOUD_EVENT, type: 'sh.headwind.update_complete' });
    expect((await problemOf(reply)).detail).toContain('did you mean `sh.headwind.update_completed`?');
  });

  it('which name was probably meant', async () => {
    const { url } = await runServer();
    const reply = await postStructured(url, { ...CLOUD_EVENT, dataContentType: 'application/json' });
    expect((await problemOf(reply)).detail).toContain('did you mean `datacontenttype`?');
  });

  it('that attributes take their part of the metadata', async () => {
    const { url, intake } = await runServer();
    const metadata = Object.fromEntries(Array.from({ length: 62 }, (_, index) => [`key-${index}`, 'x']));
    const full = { ...CLOUD_EVENT, data: { ...DATA, metadata } };
    expect((await postStructured(url, full)).status).toBe(202);
    const reply = await postStructured(url, { ...full, subject: 'one more' });
    expect(reply.status).toBe(422);
    expect(await problemOf(reply)).toMatchObject({
      errors: [{ pointer: '/data/metadata', detail: expect.stringMatching(/at most 64 .* attribute/) }],
    });
    expect(intake.published).toHaveLength(1);
  });

  it('no more than can be read, however many extensions are wrong', async () => {
    const { url } = await runServer();
    const attributes = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, []]));
    const reply = await postStructured(url, { ...CLOUD_EVENT, ...attributes });
    expect(reply.status).toBe(422);
    expect((await problemOf(reply)).errors).toHaveLength(20);
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
