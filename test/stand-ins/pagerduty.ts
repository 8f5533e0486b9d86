import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { alertErrors, changeErrors, type Fields, isFields } from './pagerduty-rules.js';

/** The documented limit of a request. Bytes. */
const BODY_LIMIT = 512 * 1024;

/** The clocks of two processes are not one: a request this little before its time is no violation. Milliseconds. */
const CLOCK_TOLERANCE = 10;

export interface PagerDutyRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** What the service took. */
export interface AcceptedEvent {
  readonly path: string;
  readonly body: Fields;
}

/** One request that goes wrong. */
export interface PagerDutyFault {
  /** `reset` cuts the connection. */
  readonly status: number | 'reset';
  /** Seconds. With 429, a request that comes before they are over is a violation. */
  readonly retryAfter?: number;
  /** In place of the body that the service sends with the status. */
  readonly body?: string;
  /** Only a request to this path goes wrong; others before it do not. */
  readonly path?: string;
}

/** What the service answers of its own accord. */
interface Answer {
  readonly status: number;
  readonly body: object;
}

export type IncidentState = 'triggered' | 'acknowledged' | 'resolved';

/** Somebody who waits for a state. */
interface Waiter {
  readonly isOver: () => boolean;
  resolve(): void;
  reject(error: Error): void;
}

/** Behaves as the Events API v2 is documented, on a free port of 127.0.0.1, with one integration. */
export class PagerDutyStandIn {
  /** To be configured as `baseUrl`. */
  readonly url: string;
  /** Everything that came, refused or not. */
  readonly requests: PagerDutyRequest[] = [];
  readonly accepted: AcceptedEvent[] = [];
  /** Requests that came before the hint of a 429 was over. */
  readonly violations: string[] = [];
  readonly #server: Server;
  readonly #routingKey: string;
  readonly #faults: PagerDutyFault[] = [];
  readonly #incidents = new Map<string, IncidentState[]>();
  #waiters: Waiter[] = [];
  #throttledUntil = 0;

  constructor(server: Server, port: number, routingKey: string) {
    this.#server = server;
    this.#routingKey = routingKey;
    this.url = `http://127.0.0.1:${port}`;
    server.on('request', (request, response) => {
      this.#receive(request, response).catch(() => request.destroy());
    });
  }

  /** Lets the next request that has no fault yet go wrong. */
  failNext(fault: PagerDutyFault): void {
    this.#faults.push(fault);
  }

  /** The incidents opened under a key, oldest first, as they stand now. */
  incidents(dedupKey: string): readonly IncidentState[] {
    return this.#incidents.get(dedupKey) ?? [];
  }

  waitForAccepted(count: number): Promise<void> {
    return this.#waitUntil(() => this.accepted.length >= count);
  }

  waitForRequests(count: number): Promise<void> {
    return this.#waitUntil(() => this.requests.length >= count);
  }

  /** Cuts every connection; whoever still waits gets an error. */
  async close(): Promise<void> {
    for (const waiter of this.#waiters) {
      waiter.reject(new Error(`closed after ${this.accepted.length} events of ${this.requests.length} requests`));
    }
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { method = '', url: path = '' } = request;
    this.requests.push({ method, path, body: body.toString() });
    if (performance.now() < this.#throttledUntil - CLOCK_TOLERANCE) this.violations.push(`${method} ${path}`);
    const fault = this.#faultFor(path);
    if (fault === undefined) send(response, this.#answer(request, body));
    else this.#fail(response, fault);
    for (const waiter of this.#waiters) if (waiter.isOver()) waiter.resolve();
    this.#waiters = this.#waiters.filter((waiter) => !waiter.isOver());
  }

  #faultFor(path: string): PagerDutyFault | undefined {
    const index = this.#faults.findIndex((fault) => fault.path === undefined || fault.path === path);
    return index === -1 ? undefined : this.#faults.splice(index, 1)[0];
  }

  #fail(response: ServerResponse, { status, retryAfter, body }: PagerDutyFault): void {
    if (status === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    response.writeHead(status, { 'content-type': body === undefined ? 'application/json' : 'text/html' });
    response.end(body ?? JSON.stringify(status === 429 ? THROTTLED : SERVER_ERROR));
    if (status === 429) this.#throttledUntil = performance.now() + (retryAfter ?? 0) * 1000;
  }

  #answer({ method, url, headers }: IncomingMessage, bytes: Buffer): Answer {
    const isChange = url === '/v2/change/enqueue';
    if (!isChange && url !== '/v2/enqueue') return { status: 404, body: NOT_FOUND };
    if (method !== 'POST') return { status: 405, body: NOT_ALLOWED };
    if (bytes.length > BODY_LIMIT) return { status: 413, body: TOO_LARGE };
    const body = /^application\/json\b/.test(headers['content-type'] ?? '') ? parse(bytes.toString()) : undefined;
    if (body === undefined) return { status: 400, body: UNRECOGNIZED };
    const errors = isChange ? changeErrors(body) : alertErrors(body);
    if (errors.length === 0 && body.routing_key !== this.#routingKey) errors.push('Invalid routing key');
    if (errors.length > 0) return { status: 400, body: { ...INVALID, errors } };
    this.accepted.push({ path: url, body });
    if (isChange) return { status: 202, body: { status: 'success', message: 'Change event processed' } };
    const dedupKey = String(body.dedup_key);
    this.#apply(dedupKey, String(body.event_action));
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: dedupKey } };
  }

  /** A trigger opens an incident unless one is open; the others change the open one, and are dropped without it. */
  #apply(dedupKey: string, action: string): void {
    const incidents = [...this.incidents(dedupKey)];
    const last = incidents.at(-1);
    const isOpen = last === 'triggered' || last === 'acknowledged';
    if (action === 'trigger' && !isOpen) incidents.push('triggered');
    if (action === 'acknowledge' && isOpen) incidents.splice(-1, 1, 'acknowledged');
    if (action === 'resolve' && isOpen) incidents.splice(-1, 1, 'resolved');
    this.#incidents.set(dedupKey, incidents);
  }

  async #waitUntil(isOver: () => boolean): Promise<void> {
    if (!isOver()) await new Promise<void>((resolve, reject) => this.#waiters.push({ isOver, resolve, reject }));
  }
}

const INVALID = { status: 'invalid event', message: 'Event object is invalid' };

const UNRECOGNIZED = {
  status: 'Unrecognized object',
  message: 'Event object format is unrecognized',
  errors: ['JSON parse error'],
};

const THROTTLED = {
  status: 'throttle exceeded',
  message: 'Requests for this service are arriving too quickly. Please retry later.',
};

const SERVER_ERROR = { status: 'Internal Server Error', message: 'An error occurred while processing the event' };

const NOT_FOUND = { status: 'Not Found', message: 'Not Found' };

const NOT_ALLOWED = { status: 'Method Not Allowed', message: 'Method Not Allowed' };

const TOO_LARGE = { status: 'Payload Too Large', message: 'Payload Too Large' };

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param routingKey of its only integration */
export async function startPagerDuty(routingKey: string): Promise<PagerDutyStandIn> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
  return new PagerDutyStandIn(server, address.port, routingKey);
}
