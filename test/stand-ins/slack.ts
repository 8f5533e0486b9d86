import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { HeldRequest } from './held-request.js';
import { type Fields, isFields } from './slack-limits.js';
import { type PostedMessage, type Refused, SlackWorkspace } from './slack-workspace.js';

/** The clocks of two processes are not one: a request this little before its time is no violation. Milliseconds. */
const CLOCK_TOLERANCE = 10;

/** The errors of incoming webhooks are texts with a status of their own; others are `invalid_payload`. */
const WEBHOOK_STATUS: Readonly<Record<string, number>> = { channel_not_found: 404, is_archived: 410 };

export interface SlackRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request that goes wrong, and is not carried out. */
export interface SlackFault {
  /** `reset` cuts the connection. */
  readonly status: number | 'reset';
  /** Seconds. With 429, a request that comes before they are over is a violation. */
  readonly retryAfter?: number;
  readonly body?: string | Fields;
  /** Only a request to this path goes wrong; others before it do not. */
  readonly path?: string;
}

/** What is answered. */
interface Answer {
  readonly status: number;
  readonly body: string | Fields;
  readonly retryAfter?: number;
}

interface Waiter {
  readonly isOver: () => boolean;
  resolve(): void;
  reject(error: Error): void;
}

export interface SlackOptions {
  /** Beyond so many messages a second it answers 429. Without it, it takes everything. */
  readonly messagesPerSecond?: number;
}

/** Behaves as Slack is documented, on a free port of 127.0.0.1: an incoming webhook into `#deployments`, and the Web API. */
export class SlackStandIn {
  readonly webhookUrl: string;
  readonly apiUrl: string;
  readonly token = 'xoxb-000000000000-b1946ac92492d2347c6a180b36';
  readonly workspace = new SlackWorkspace();
  /** Everything that came, refused or not. */
  readonly requests: SlackRequest[] = [];
  /** Requests that came before the hint of a 429 was over. */
  readonly violations: string[] = [];
  readonly #server: Server;
  readonly #perSecond: number;
  readonly #faults: SlackFault[] = [];
  readonly #held: HeldRequest[] = [];
  #postedAt: number[] = [];
  #throttledUntil = 0;
  #waiters: Waiter[] = [];

  constructor(server: Server, port: number, { messagesPerSecond = Number.POSITIVE_INFINITY }: SlackOptions) {
    this.#server = server;
    this.#perSecond = messagesPerSecond;
    const url = `http://127.0.0.1:${port}`;
    this.webhookUrl = `${url}/services/T0001ABCD/B0001ABCD/7c6a180b36896a0a8c02787e`;
    this.apiUrl = `${url}/api`;
    server.on('request', (request, response) => {
      this.#receive(request, response).catch(() => request.destroy());
    });
  }

  /** Everything that was posted and not deleted, oldest first. */
  get accepted(): readonly PostedMessage[] {
    return this.workspace.messages;
  }

  /** Lets the next request that has no fault yet go wrong. */
  failNext(fault: SlackFault): void {
    this.#faults.push(fault);
  }

  /** Keeps the next request to a path waiting. */
  hold(path: string): HeldRequest {
    const held = new HeldRequest(path);
    this.#held.push(held);
    return held;
  }

  /** Resolves once it is so, looked at after every request. */
  async waitUntil(isOver: () => boolean): Promise<void> {
    if (!isOver()) await new Promise<void>((resolve, reject) => this.#waiters.push({ isOver, resolve, reject }));
  }

  waitForAccepted(count: number): Promise<void> {
    return this.waitUntil(() => this.accepted.length >= count);
  }

  /** Cuts every connection; whoever still waits gets an error. */
  async close(): Promise<void> {
    const seen = `${this.accepted.length} messages of ${this.requests.length} requests`;
    for (const waiter of this.#waiters) waiter.reject(new Error(`closed after ${seen}`));
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await buffer(request)).toString();
    const { method = '', url: path = '', headers } = request;
    this.requests.push({ method, path, headers, body });
    if (performance.now() < this.#throttledUntil - CLOCK_TOLERANCE) this.violations.push(`${method} ${path}`);
    const hold = this.#held.findIndex((each) => each.path === path);
    const [held] = hold === -1 ? [] : this.#held.splice(hold, 1);
    held?.arrive();
    await held?.released;
    if (request.socket.destroyed) return;
    const fault = this.#faults.findIndex((each) => each.path === undefined || each.path === path);
    const [failure] = fault === -1 ? [] : this.#faults.splice(fault, 1);
    if (failure?.status === 'reset') response.socket?.resetAndDestroy();
    else if (failure === undefined) this.#send(response, this.#answer(method, path, headers, body));
    else this.#send(response, { ...failure, status: failure.status, body: failure.body ?? '' });
    for (const waiter of this.#waiters) if (waiter.isOver()) waiter.resolve();
    this.#waiters = this.#waiters.filter((waiter) => !waiter.isOver());
  }

  #send(response: ServerResponse, { status, body, retryAfter }: Answer): void {
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    if (status === 429) this.#throttledUntil = performance.now() + (retryAfter ?? 0) * 1000;
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json; charset=utf-8' });
    response.end(isText ? body : JSON.stringify(body));
  }

  #answer(method: string, path: string, headers: IncomingHttpHeaders, text: string): Answer {
    if (method !== 'POST') return { status: 405, body: 'method_not_allowed' };
    const isJson = /^application\/json\b/.test(headers['content-type'] ?? '');
    const body = isJson ? parse(text) : undefined;
    if (path === new URL(this.webhookUrl).pathname) return this.#webhookAnswer(body);
    if (path.startsWith('/services/')) return { status: 404, body: 'no_service' };
    if (!path.startsWith('/api/')) return { status: 404, body: 'not found' };
    const refused = (error: string, details: Fields = {}): Answer => ({
      status: 200,
      body: { ok: false, error, ...details },
    });
    if (headers.authorization === undefined) return refused('not_authed');
    if (headers.authorization !== `Bearer ${this.token}`) return refused('invalid_auth');
    if (body === undefined) return refused('invalid_json');
    if (path === '/api/chat.update') return apiAnswer(this.workspace.update(body));
    if (path !== '/api/chat.postMessage') return refused('unknown_method');
    if (this.#isTooMuch()) return { status: 429, retryAfter: 1, body: { ok: false, error: 'ratelimited' } };
    return apiAnswer(this.workspace.post(body));
  }

  /** The webhook of an app: it has one channel, and its name and icon are the app's. */
  #webhookAnswer(body: Fields | undefined): Answer {
    if (body === undefined) return { status: 400, body: 'invalid_payload' };
    if (this.#isTooMuch()) {
      return { status: 429, retryAfter: 1, body: { retry_after: 1, ok: false, error: 'rate_limited' } };
    }
    const { text, blocks } = body;
    const posted = this.workspace.post({ channel: '#deployments', text, blocks });
    if (!('error' in posted)) return { status: 200, body: 'ok' };
    const status = WEBHOOK_STATUS[posted.error];
    if (status === undefined) return { status: 400, body: 'invalid_payload' };
    return { status, body: posted.error === 'is_archived' ? 'channel_is_archived' : posted.error };
  }

  #isTooMuch(): boolean {
    const now = performance.now();
    this.#postedAt = this.#postedAt.filter((at) => at > now - 1_000);
    if (this.#postedAt.length >= this.#perSecond) return true;
    this.#postedAt.push(now);
    return false;
  }
}

function apiAnswer(result: PostedMessage | Refused): Answer {
  if (!('error' in result)) {
    return { status: 200, body: { ok: true, channel: result.channel, ts: result.ts, message: { text: result.text } } };
  }
  const { error, details } = result;
  return { status: 200, body: { ok: false, error, ...(details && { response_metadata: { messages: details } }) } };
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export async function startSlack(options: SlackOptions = {}): Promise<SlackStandIn> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
  return new SlackStandIn(server, address.port, options);
}
