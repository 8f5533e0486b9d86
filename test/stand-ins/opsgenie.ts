import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Breaches, closeBreaches, openBreaches, raiseBreaches } from './opsgenie-limits.js';

/** What to do with a request in place of serving it. */
export type OpsgenieFault =
  | { readonly status: number; readonly retryAfter?: number; readonly body?: string }
  /** The connection breaks before the request is served. */
  | 'reset'
  /** The request is accepted, and the connection breaks before the answer. */
  | 'lose answer';

/** A request that was accepted. */
export interface AcceptedAction {
  readonly action: 'open' | 'raise' | 'close';
  readonly alias: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request that is refused. */
interface Refusal {
  readonly status: number;
  readonly errors?: Breaches;
}

/** An alert as the last accepted request left it. */
export interface StandInAlert {
  readonly status: 'open' | 'closed';
  /** How often it was opened since it was closed last. */
  readonly count: number;
  /** Of the request that opened it, or of one that sets it: those that only count it up change nothing. */
  readonly priority: string;
}

/** What the service says with each status, where a test does not say otherwise. */
const WORDS: Readonly<Record<number, object>> = {
  400: { message: 'Request body is not a valid JSON.' },
  401: { message: 'Could not authenticate' },
  403: { code: 40301, message: 'To perform this action, use an API key from an API integration.' },
  404: { message: 'No handler found' },
  415: { message: 'Unsupported media type' },
  422: { message: 'Request body is not processable. Please check the errors.' },
  429: { message: 'You are making too many requests!' },
};

/** By method and by what of an alert is addressed. */
const ACTIONS: Readonly<Record<string, AcceptedAction['action']>> = {
  'POST ': 'open',
  'POST close': 'close',
  'PUT priority': 'raise',
};

const BREACHES = { open: openBreaches, raise: raiseBreaches, close: closeBreaches };

/** The Alert API of Opsgenie as documented, on a free port of 127.0.0.1. */
export class OpsgenieStandIn {
  readonly url: string;
  readonly accepted: AcceptedAction[] = [];
  /** By alias. */
  readonly alerts = new Map<string, StandInAlert>();
  /** Every request that came, as `<method> <path>`. */
  readonly requests: string[] = [];
  /** How many requests came although the last `Retry-After` was not over: none, where deliveries go one after the other. */
  tooEarly = 0;
  readonly #server: Server;
  readonly #apiKey: string;
  readonly #faults: OpsgenieFault[] = [];
  readonly #waiting: { readonly count: number; resolve(): void; reject(error: Error): void }[] = [];
  #notBefore = 0;

  constructor(server: Server, { port, apiKey }: { readonly port: number; readonly apiKey: string }) {
    this.#server = server;
    this.#apiKey = apiKey;
    this.url = `http://127.0.0.1:${port}`;
    server.on('request', (request, response) => {
      // A sender that gives up half-way has not sent a request.
      this.#receive(request, response).catch(() => request.destroy());
    });
  }

  /** The next requests, one a fault, have these; those after them are served. */
  failNext(...faults: readonly OpsgenieFault[]): void {
    this.#faults.push(...faults);
  }

  /** Resolves once so many requests were accepted. */
  async waitForAccepted(count: number): Promise<readonly AcceptedAction[]> {
    if (this.accepted.length < count) {
      await new Promise<void>((resolve, reject) => this.#waiting.push({ count, resolve, reject }));
    }
    return this.accepted;
  }

  async close(): Promise<void> {
    for (const { count, reject } of this.#waiting) {
      reject(new Error(`the stand-in closed after it accepted ${this.accepted.length} of ${count} requests`));
    }
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (Date.now() < this.#notBefore) this.tooEarly += 1;
    this.requests.push(`${request.method} ${request.url}`);
    const body = await text(request);
    const fault = this.#faults.shift();
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    if (fault !== undefined && fault !== 'lose answer') return this.#fail(response, fault);
    const served = this.#serve(request, body);
    if ('action' in served) this.#accept(served);
    if (fault === 'lose answer') request.socket.resetAndDestroy();
    else if ('action' in served) answer(response, 202, { result: 'Request will be processed' });
    else answer(response, served.status, { ...WORDS[served.status], ...(served.errors && { errors: served.errors }) });
    this.#wake();
  }

  #serve(request: IncomingMessage, content: string): AcceptedAction | Refusal {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const [, id, part = ''] = /^\/v2\/alerts(?:\/([^/]+)\/(close|priority))?$/.exec(pathname) ?? ['', '', 'nothing'];
    const action = ACTIONS[`${request.method} ${part}`];
    if (action === undefined) return { status: 404 };
    if (request.headers.authorization !== `GenieKey ${this.#apiKey}`) return { status: 401 };
    if (request.headers['content-type'] !== 'application/json') return { status: 415 };
    const body = objectIn(content);
    if (body === undefined) return { status: 400 };
    // Without the type the path names an alert by its id, and no alert has this one.
    if (id !== undefined && searchParams.get('identifierType') !== 'alias') return { status: 404 };
    const errors = BREACHES[action](body);
    if (Object.keys(errors).length > 0) return { status: 422, errors };
    return { action, alias: id === undefined ? String(body.alias) : decodeURIComponent(id), body };
  }

  #accept(accepted: AcceptedAction): void {
    this.accepted.push(accepted);
    const { action, alias, body } = accepted;
    const known = this.alerts.get(alias);
    if (action === 'close') {
      if (known !== undefined) this.alerts.set(alias, { ...known, status: 'closed' });
    } else if (action === 'raise') {
      if (known !== undefined) this.alerts.set(alias, { ...known, priority: String(body.priority) });
    } else if (known?.status === 'open') {
      this.alerts.set(alias, { ...known, count: known.count + 1 });
    } else {
      this.alerts.set(alias, { status: 'open', count: 1, priority: String(body.priority) });
    }
  }

  #fail(response: ServerResponse, { status, retryAfter, body }: Exclude<OpsgenieFault, string>): void {
    if (retryAfter !== undefined) {
      response.setHeader('retry-after', retryAfter);
      this.#notBefore = Date.now() + retryAfter * 1000;
    }
    if (body === undefined) answer(response, status, WORDS[status] ?? { message: 'Internal server error' });
    else response.writeHead(status).end(body);
  }

  #wake(): void {
    const ready = this.#waiting.filter(({ count }) => count <= this.accepted.length);
    for (const waiter of ready) {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.resolve();
    }
  }
}

/** @param options `apiKey` is the one key it knows */
export async function startOpsgenie({ apiKey }: { readonly apiKey: string }): Promise<OpsgenieStandIn> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
  return new OpsgenieStandIn(server, { port: address.port, apiKey });
}

function answer(response: ServerResponse, status: number, words: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...words, took: 0.002, requestId: randomUUID() }));
}

/** Undefined for what is no JSON object. */
function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
