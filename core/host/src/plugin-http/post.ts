import type { HttpPost, HttpReply, PluginHttp } from '@headwind/plugin-api';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Redactor } from '../log/redactor.js';
import type { AddressGuard } from './address-guard.js';
import { PostExchange } from './post-exchange.js';
import { type PostTarget, PostTargets } from './post-target.js';
import { hasProxy } from './proxy-environment.js';
import { type TraceHeaders, withTrace } from './trace-headers.js';

/**
 * The attempt's signal rules how long a POST may take. This ends only those of a plugin that passes no signal on, so that
 * they do not hold connections for ever. Milliseconds.
 */
const LONGEST_WAIT_MS = 600_000;

const JSON_HEADERS: Record<string, string> = { 'content-type': 'application/json' };

export interface PostOptions {
  readonly guard: AddressGuard;
  readonly redactor: Redactor | undefined;
  readonly traceHeaders: TraceHeaders | undefined;
  /** Connections an origin. */
  readonly connections: number;
  readonly bodyLimitBytes: number;
}

export interface Post {
  readonly post: PluginHttp['post'];
  /** Ends what is still on its way, and closes every connection. */
  close(): Promise<void>;
}

/** `ctx.http.post`, the way of every delivery: undici's pooled connections without the stream that `request` makes. */
export function createPost(options: PostOptions): Post {
  const { redactor, traceHeaders, bodyLimitBytes } = options;
  const targets = new PostTargets(options.guard);
  const proxied = hasProxy(process.env);
  const dispatcher = createDispatcher(options, proxied);

  function post(url: string, request: HttpPost): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      request.signal?.throwIfAborted();
      const target = targets.get(url);
      const headers = headersOf(request, target, proxied);
      const message: Dispatcher.DispatchOptions = {
        origin: target.origin,
        path: target.path,
        method: 'POST',
        headers: traceHeaders === undefined ? headers : withTrace(headers, traceHeaders),
        body: request.body ?? (request.json === undefined ? null : JSON.stringify(request.json)),
      };
      dispatcher.dispatch(
        message,
        new PostExchange(target.host, bodyLimitBytes, redactor, request.signal, resolve, reject),
      );
    });
  }

  return { post, close: () => dispatcher.destroy() };
}

function createDispatcher({ guard, connections }: PostOptions, proxied: boolean): Dispatcher {
  const settings: Agent.Options = {
    connections,
    pipelining: 1,
    headersTimeout: LONGEST_WAIT_MS,
    bodyTimeout: LONGEST_WAIT_MS,
    connect: { lookup: guard.lookup },
  };
  // A proxy's own address is the operator's choice and not guarded; plain HTTP goes to it without a tunnel, as with curl.
  return proxied ? new EnvHttpProxyAgent({ ...settings, proxyTunnel: false }) : new Agent(settings);
}

/** Made anew only where there is something to add, or where undici would write into it, as its proxy agents do. */
function headersOf(request: HttpPost, target: PostTarget, copy: boolean): Record<string, string> | null {
  const given: Record<string, string> | undefined = request.headers;
  const isJson = request.body === undefined && request.json !== undefined;
  if (!copy && target.authorization === undefined) {
    if (!isJson) return given ?? null;
    if (given === undefined) return JSON_HEADERS;
  }
  const headers: Record<string, string> = isJson ? { ...JSON_HEADERS } : {};
  if (target.authorization !== undefined) headers.authorization = target.authorization;
  for (const [name, value] of Object.entries(given ?? {})) headers[name.toLowerCase()] = value;
  return headers;
}
