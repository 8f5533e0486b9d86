import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { networkFault } from '@headwind/plugin-api';
import nodeFetch, { FetchError, type Response as NodeResponse } from 'node-fetch';
import { ProxyAgent } from 'proxy-agent';
import type { Redactor } from '../log/redactor.js';
import { ADDRESS_REFUSED } from '../plugins/plugin-errors.js';
import { type AddressGuard, addressRefused } from './address-guard.js';
import { networkError } from './network-error.js';
import { httpUrlOf } from './post-target.js';
import { hasProxy } from './proxy-environment.js';
import { type TraceHeaders, withTrace } from './trace-headers.js';

export interface GuardedFetch {
  readonly fetch: typeof fetch;
  /** Closes every connection. */
  close(): void;
}

/**
 * `ctx.http.fetch`: the Fetch API with node-fetch as the engine. What goes in is read by the global `Request`, what comes
 * out is a global `Response`, so a plugin sees nothing of the engine. Up to 20 redirects are followed, each hop guarded;
 * the body of a request is read into memory first, so that it can be sent again after a redirect.
 */
export function createGuardedFetch(
  guard: AddressGuard,
  redactor: Redactor | undefined,
  connections: number,
  traceHeaders: TraceHeaders | undefined,
): GuardedFetch {
  const agents = createAgents(guard, connections);

  async function guardedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = readRequest(input, init);
    // Not request.signal, which stops following the caller's when nobody holds the request any longer.
    const signal = init?.signal ?? (input instanceof Request ? input.signal : null);
    signal?.throwIfAborted();
    const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
    const headers = Object.fromEntries(request.headers);
    let hop = new URL(request.url);
    try {
      const response = await nodeFetch(request.url, {
        method: request.method,
        headers: traceHeaders === undefined ? headers : withTrace(headers, traceHeaders),
        body,
        redirect: request.redirect,
        signal,
        // node-fetch asks for the agent before every hop.
        agent: (url) => {
          hop = url;
          guard.check(url.hostname);
          return url.protocol === 'https:' ? agents.https : agents.http;
        },
      });
      return globalResponse(response);
    } catch (error) {
      signal?.throwIfAborted();
      throw fetchFailure(hop, error, redactor);
    }
  }

  return { fetch: guardedFetch, close: agents.close };
}

function createAgents(guard: AddressGuard, connections: number) {
  const settings = { keepAlive: true, maxSockets: connections, lookup: guard.lookup };
  const http = new HttpAgent(settings);
  const https = new HttpsAgent(settings);
  // A proxy's own address is the operator's choice and not guarded.
  const proxy = hasProxy(process.env) ? new ProxyAgent({ httpAgent: http, httpsAgent: https }) : undefined;
  const close = () => {
    proxy?.destroy();
    http.destroy();
    https.destroy();
  };
  return { http: proxy ?? http, https: proxy ?? https, close };
}

/** @throws TypeError that does not repeat the URL, unlike that of `Request` */
function readRequest(input: string | URL | Request, init: RequestInit | undefined): Request {
  const url = httpUrlOf(input instanceof Request ? input.url : String(input));
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(
      `${url.host}: a URL given to fetch must not hold a user name or password; send an authorization header.`,
    );
  }
  return new Request(input, init);
}

/** Statuses of which the Fetch standard says that they have no body ("null body status"). */
const BODILESS: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

function globalResponse(from: NodeResponse): Response {
  const body = from.body === null || BODILESS.has(from.status) ? null : Readable.toWeb(destroyedOnError(from.body));
  const response = new Response(body, {
    status: from.status,
    statusText: from.statusText,
    headers: Object.entries(from.headers.raw()).flatMap(([name, values]) => values.map(pairedWith(name))),
  });
  // A Response that is not made by the engine itself knows neither.
  return Object.defineProperties(response, { url: { value: from.url }, redirected: { value: from.redirected } });
}

/**
 * On an abort node-fetch emits an error on the body and lets it flow on, which a web stream answers with an exception that
 * nobody catches. A pipeline ends there. The error reaches whoever reads, as one of the network unless it is an abort.
 */
function destroyedOnError(body: NodeJS.ReadableStream): Readable {
  body.once('error', (error: Error) => {
    if (error.name !== 'AbortError') networkFault(error);
  });
  return pipeline(body, new PassThrough(), () => {});
}

/** One line a value, for `set-cookie` cannot be put together into one. */
function pairedWith(name: string): (value: string) => [string, string] {
  return (value) => [name, value];
}

/** node-fetch writes the URL into most of its messages. */
function fetchFailure({ host, hostname }: URL, error: unknown, redactor: Redactor | undefined): Error {
  if (!(error instanceof FetchError)) return networkError(host, error, redactor);
  if (error.code === ADDRESS_REFUSED.code) return addressRefused(hostname);
  return networkError(host, error, redactor, REASONS[error.type] ?? error.message.split(' failed, reason: ').at(-1));
}

/** By node-fetch's type of error; where there is none, the cause is in the message, after the URL. */
const REASONS: Readonly<Record<string, string>> = {
  'no-redirect': 'answered with a redirect, which the request does not allow',
  'max-redirect': 'redirected more than 20 times',
  'invalid-redirect': 'redirected to what is not a valid URL',
  'unsupported-redirect': 'redirected a request whose body cannot be sent again',
};
