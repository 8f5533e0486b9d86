import type { HttpPost, HttpReply, PluginHttp } from '@headwind/plugin-api';
import { Agent, request } from 'undici';

/** As in the host: what is longer is cut off. Bytes. */
const BODY_LIMIT = 65_536;

export interface TestHttp extends PluginHttp {
  /** Ends the pooled connections. */
  close(): Promise<void>;
}

/**
 * `ctx.http` that makes real requests, as the host's does: no redirects on `post`, any status is an answer, network
 * trouble rejects. It has no address guard and no proxy.
 */
export function createTestHttp(): TestHttp {
  const agent = new Agent();
  return {
    post: (url, options) => post(agent, url, options),
    fetch,
    close: () => agent.destroy(),
  };
}

async function post(agent: Agent, url: string, { json, body, headers, signal }: HttpPost): Promise<HttpReply> {
  const reply = await request(url, {
    dispatcher: agent,
    method: 'POST',
    body: json === undefined ? (body ?? '') : JSON.stringify(json),
    headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(signal !== undefined && { signal }),
  });
  const bytes = Buffer.from(await reply.body.arrayBuffer());
  return {
    status: reply.statusCode,
    header(name) {
      const value = reply.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    text: bytes.toString('utf8', 0, BODY_LIMIT),
  };
}
