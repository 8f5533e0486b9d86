import type { TraceContext } from '@headwind/plugin-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAddressGuard } from '../../src/plugin-http/address-guard.js';
import { createPluginHttp } from '../../src/plugin-http/plugin-http.js';
import { startServer } from './local-server.js';

const TRACE = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'congo=t61' };

/** Sends through both engines, and gives the headers that came, those of `post` first. */
async function sentWith(headers: Record<string, string>, trace?: () => TraceContext | undefined) {
  const server = await startServer();
  const http = createPluginHttp({ guard: createAddressGuard({ allow: [], deny: [] }), traceHeaders: trace });
  onTestFinished(async () => {
    await http.close();
    await server.close();
  });
  await http.post(server.url, { json: {}, headers });
  await http.fetch(server.url, { method: 'POST', body: '{}', headers });
  return server.requests.map(({ headers: { traceparent, tracestate, 'x-own': own } }) => ({
    traceparent,
    tracestate,
    own,
  }));
}

describe('a request of a plugin', () => {
  it('says where it stands in a trace, beside what the plugin says', async () => {
    const expected = { ...TRACE, own: 'yes' };
    expect(await sentWith({ 'x-own': 'yes' }, () => TRACE)).toEqual([expected, expected]);
  });

  it('is left alone where the plugin says so itself', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    const expected = { traceparent, tracestate: undefined, own: undefined };
    expect(await sentWith({ TraceParent: traceparent }, () => TRACE)).toEqual([expected, expected]);
  });

  it.each([
    ['without tracing', undefined],
    ['outside every trace', () => undefined],
  ])('says nothing of traces %s', async (_, trace) => {
    const expected = { traceparent: undefined, tracestate: undefined, own: undefined };
    expect(await sentWith({}, trace)).toEqual([expected, expected]);
  });
});
