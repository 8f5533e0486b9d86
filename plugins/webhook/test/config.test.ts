import { checkConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import plugin from '../src/plugin.js';

const URL = 'https://example.com/hooks/headwind';

async function problems(config: unknown): Promise<readonly { path: string; message: string }[]> {
  const { issues } = await checkConfig(plugin, config);
  return (issues ?? []).map(({ path, message }) => ({ path: (path ?? []).join('.'), message }));
}

describe('the configuration', () => {
  it('needs no more than a URL', async () => {
    expect(await checkConfig(plugin, { url: URL })).toEqual({ config: { url: URL, secrets: [], headers: {} } });
  });

  it.each(['ftp://example.com/x', 'example.com', '', 'not a url', 7])('refuses the URL %j', async (url) => {
    expect(await problems({ url })).toEqual([{ path: 'url', message: expect.stringContaining('http or https URL') }]);
  });

  it('refuses credentials in the URL, which would not be sent, and says where they belong', async () => {
    expect(await problems({ url: 'https://user:pass@example.com/' })).toEqual([
      { path: 'url', message: expect.stringContaining('"authorization" under "headers"') },
    ]);
  });

  it('refuses an empty secret', async () => {
    expect(await problems({ url: URL, secrets: ['good', ''] })).toEqual([
      { path: 'secrets.1', message: expect.stringContaining('empty') },
    ]);
  });

  it.each(['whsec_***', 'whsec_'])('refuses the secret %j', async (secret) => {
    expect(await problems({ url: URL, secrets: [secret] })).toEqual([
      { path: 'secrets.0', message: expect.stringContaining('The secret') },
    ]);
  });

  it.each(['Content-Type', 'X-Headwind-Signature', 'webhook-id', 'Webhook-Signature', 'Host', 'content-length'])(
    'refuses the header %s, which is not for the configuration to set',
    async (name) => {
      expect(await problems({ url: URL, headers: { [name]: 'x' } })).toEqual([
        { path: `headers.${name}`, message: expect.stringContaining('set by the webhook itself') },
      ]);
    },
  );

  it.each(['ce-id', 'CE-Team'])('refuses the header %s, which is an attribute of a CloudEvent', async (name) => {
    expect(await problems({ url: URL, headers: { [name]: 'x' } })).toEqual([
      { path: `headers.${name}`, message: expect.stringContaining('set "cloudEvents"') },
    ]);
  });

  it('needs nothing more for CloudEvents', async () => {
    expect(await checkConfig(plugin, { url: URL, cloudEvents: {} })).toMatchObject({
      config: { cloudEvents: { mode: 'structured', source: '/headwind' } },
    });
  });

  it.each(['', 'two words', 'café', '100%', 'a"b', 'line\nbreak'])('refuses the source %j', async (source) => {
    expect(await problems({ url: URL, cloudEvents: { source } })).toEqual([
      { path: 'cloudEvents.source', message: expect.stringContaining('a URI reference') },
    ]);
  });

  it.each(['https://example.com/clusters/eu-1?a=b#c', '/clusters/eu-1', 'urn:uuid:6e8bc430', '//h/caf%C3%A9'])(
    'takes the source %j',
    async (source) => {
      expect(await problems({ url: URL, cloudEvents: { source } })).toEqual([]);
    },
  );

  it.each([{ mode: 'batched' }, { modes: 'binary' }])('refuses the CloudEvents %j', async (cloudEvents) => {
    expect(await problems({ url: URL, cloudEvents })).toHaveLength(1);
  });

  it.each([
    ['a space', 'value', 'Expected a header name'],
    ['', 'value', 'Expected a header name'],
    ['x-good', 'two\r\nx-evil: lines', 'no header can carry'],
    ['x-good', '→', 'no header can carry'],
  ])('refuses the header %j with the value %j', async (name, value, message) => {
    expect(await problems({ url: URL, headers: { [name]: value } })).toEqual([
      { path: `headers.${name}`, message: expect.stringContaining(message) },
    ]);
  });

  it('refuses a header that stands twice', async () => {
    expect(await problems({ url: URL, headers: { 'X-Team': 'a', 'x-team': 'b' } })).toEqual([
      { path: 'headers.x-team', message: expect.stringContaining('twice') },
    ]);
  });

  it('refuses a key nobody knows', async () => {
    expect(await problems({ url: URL, secret: 'x' })).toEqual([
      { path: '', message: expect.stringContaining('"secret"') },
    ]);
  });

  it('marks everything that is secret as such in its JSON Schema', () => {
    const schema = plugin.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    expect(schema).toMatchObject({
      required: ['url'],
      additionalProperties: false,
      properties: {
        url: { writeOnly: true },
        secrets: { default: [], items: { writeOnly: true } },
      },
    });
  });
});
