import { checkConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import plugin from '../src/plugin.js';

async function problems(config: unknown): Promise<readonly { path: string; message: string }[]> {
  const { issues } = await checkConfig(plugin, config);
  return (issues ?? []).map(({ path, message }) => ({ path: (path ?? []).join('.'), message }));
}

describe('the configuration', () => {
  it('needs nothing, and opens no port unless told to', async () => {
    expect(await checkConfig(plugin, {})).toEqual({ config: { allowUnauthenticated: false } });
  });

  it.each([
    ['127.0.0.1:9090', { host: '127.0.0.1', port: 9090 }],
    ['127.8.9.1:0', { host: '127.8.9.1', port: 0 }],
    ['localhost:9090', { host: 'localhost', port: 9090 }],
    ['[::1]:9090', { host: '::1', port: 9090 }],
    ['[::ffff:127.0.0.1]:9090', { host: '::ffff:127.0.0.1', port: 9090 }],
  ])('listens at the loopback address %s without a token', async (listen, address) => {
    expect(await checkConfig(plugin, { listen })).toEqual({ config: { listen: address, allowUnauthenticated: false } });
  });

  it.each(['0.0.0.0:9090', ':9090', '[::]:9090', '10.0.0.1:9090', 'metrics.example.com:9090', '[::ffff:10.0.0.1]:1'])(
    'refuses to listen at %s without a token, and says what to do',
    async (listen) => {
      const beyond = { path: 'listen', message: expect.stringMatching(/beyond loopback.*Give "token", or say/) };
      expect(await problems({ listen })).toEqual([beyond]);
      expect(await problems({ listen, token: 'secret' })).toEqual([]);
      expect(await problems({ listen, allowUnauthenticated: true })).toEqual([]);
    },
  );

  it.each(['9090', '0.0.0.0', '0.0.0.0:99999', '127.0.0:9090', '[127.0.0.1]:9090', 'http://localhost:9090', 7, ''])(
    'refuses the address %j',
    async (listen) => {
      expect(await problems({ listen })).toEqual([
        { path: 'listen', message: expect.stringContaining('Expected an address and a port') },
      ]);
    },
  );

  it.each(['', 'two words', 'schlüssel', 'line\n'])(
    'refuses the token %j, which no header can carry',
    async (token) => {
      expect(await problems({ listen: '127.0.0.1:9090', token })).toEqual([
        { path: 'token', message: expect.stringContaining('visible ASCII characters') },
      ]);
    },
  );

  it('refuses a token without a port that would ask for it', async () => {
    expect(await problems({ token: 'secret' })).toEqual([
      { path: 'token', message: expect.stringContaining('server.tokens') },
    ]);
  });

  it('refuses a key nobody knows', async () => {
    expect(await problems({ prefix: 'x' })).toEqual([{ path: '', message: expect.stringContaining('"prefix"') }]);
  });

  it('marks the token as a secret in its JSON Schema', () => {
    const schema = plugin.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    expect(schema).toMatchObject({ additionalProperties: false, properties: { token: { writeOnly: true } } });
  });
});
