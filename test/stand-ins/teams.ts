import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { buffer } from 'node:stream/consumers';
import { cardFault } from './teams-card.js';
import { connectorFailure, powerAutomateError } from './teams-errors.js';

/** A request as it came. */
export interface TeamsRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly contentType: string;
  readonly rawBody: Buffer;
}

/** What a request meets in place of what it asks for. */
export interface TeamsFault {
  /** Of the answer; for a connector in the manner of a connector (`inside`), the status its body tells of. */
  readonly status: number;
  /** In a body of the connector's words, inside a 200. */
  readonly inside?: boolean;
  /** `Retry-After`, in seconds. */
  readonly retryAfter?: number;
  /** In place of what the service says with this status. */
  readonly body?: string;
}

type Script = TeamsFault | 'hang' | 'reset';

interface Waiter {
  readonly count: number;
  resolve(): void;
  reject(error: Error): void;
}

/** Teams documents 28 KB ("Create Incoming Webhooks", Microsoft Learn). Bytes. */
const SIZE_LIMIT = 28 * 1024;

/** How exactly two clocks agree on when a hint is over. Milliseconds. */
const CLOCK_TOLERANCE = 2;

const WORKFLOW_PATH = '/powerautomate/automations/direct/workflows/7c6a180b36b96a57/triggers/manual/paths/invoke';
const WORKFLOW_QUERY = 'api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=tt-ZlkqlxgvJWzS4ZEl';
const CONNECTOR_PATH = '/webhookb2/b1946ac92492d234@7c6a180b36b96a57/IncomingWebhook/92492d2347c6235b/4d236d9a2d102c5f';

/**
 * Microsoft Teams as its documentation has it: a Workflows webhook, which answers 202 whatever the run of the workflow
 * then makes of the message, or an Office 365 connector, which answers 200 and `1`, or 200 and what went wrong.
 */
export class TeamsStandIn {
  /** The webhook's URL, whole. */
  readonly url: string;
  readonly #mode: 'workflow' | 'connector';
  readonly #server: Server;
  readonly #requests: TeamsRequest[] = [];
  readonly #accepted: unknown[] = [];
  readonly #failedRuns: string[] = [];
  readonly #tooEarly: string[] = [];
  readonly #script: Script[] = [];
  #notBefore = 0;
  #waiters: Waiter[] = [];

  constructor(server: Server, port: number, mode: 'workflow' | 'connector') {
    this.#mode = mode;
    this.#server = server;
    const path = mode === 'workflow' ? `${WORKFLOW_PATH}?${WORKFLOW_QUERY}` : CONNECTOR_PATH;
    this.url = `http://127.0.0.1:${port}${path}`;
    server.on('request', (request, response) => {
      // A sender that gives up half-way has not sent a request.
      this.#receive(request, response).catch(() => request.destroy());
    });
  }

  /** Every request, oldest first. */
  get requests(): readonly TeamsRequest[] {
    return this.#requests;
  }

  /** The messages that stand in the channel, oldest first. */
  get accepted(): readonly unknown[] {
    return this.#accepted;
  }

  /** Why runs of the workflow failed after a 202, which the sender never learns. */
  get failedRuns(): readonly string[] {
    return this.#failedRuns;
  }

  /** Requests that came before the last `Retry-After` was over. */
  get tooEarly(): readonly string[] {
    return this.#tooEarly;
  }

  /** The next request that has no place in the script yet meets this. Past the end of the script the service is well. */
  failNext(fault: TeamsFault): void {
    this.#script.push(fault);
  }

  /** Takes the next request and never answers. */
  hangNext(): void {
    this.#script.push('hang');
  }

  /** Takes the next request and resets the connection. */
  resetNext(): void {
    this.#script.push('reset');
  }

  /** Resolves with all accepted messages as soon as there are at least `count`. */
  async waitForAccepted(count: number): Promise<readonly unknown[]> {
    if (this.#accepted.length < count) {
      await new Promise<void>((resolve, reject) => this.#waiters.push({ count, resolve, reject }));
    }
    return this.#accepted;
  }

  /** Cuts every connection and stops listening; whoever still waits gets an error. */
  async close(): Promise<void> {
    for (const waiter of this.#waiters) {
      waiter.reject(new Error(`Teams closed after it accepted ${this.#accepted.length} of ${waiter.count} messages`));
    }
    this.#waiters = [];
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '' } = request;
    const arrived = performance.now();
    const rawBody = await buffer(request);
    const contentType = request.headers['content-type'] ?? '';
    const received = { method, path, contentType, rawBody };
    this.#requests.push(received);
    if (arrived < this.#notBefore - CLOCK_TOLERANCE) {
      this.#tooEarly.push(
        `request ${this.#requests.length} came ${Math.round(this.#notBefore - arrived)} ms too early`,
      );
    }
    const script = this.#script.shift();
    if (script === 'hang') return;
    if (script === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    const refusal = script ?? this.#refusalOf(received);
    if (refusal !== undefined) this.#refuse(response, refusal);
    else this.#post(response, rawBody);
  }

  /** What the service refuses before anything runs. */
  #refusalOf({ method, path, contentType, rawBody }: TeamsRequest): TeamsFault | undefined {
    const inside = this.#mode === 'connector';
    const [pathname, query = ''] = path.split('?');
    if (pathname !== (this.#mode === 'workflow' ? WORKFLOW_PATH : CONNECTOR_PATH)) return { status: 404 };
    if (method !== 'POST') return { status: 405 };
    if (this.#mode === 'workflow') {
      const signature = new URLSearchParams(query).get('sig');
      if (signature === null) return { status: 401 };
      if (query !== WORKFLOW_QUERY) return { status: 403 };
    }
    if (rawBody.length > SIZE_LIMIT) return { status: 413, inside };
    if (!/^application\/json\b/.test(contentType) || parsed(rawBody) === undefined) return { status: 400 };
    return undefined;
  }

  #refuse(response: ServerResponse, { status, inside = false, retryAfter, body }: TeamsFault): void {
    if (retryAfter !== undefined) {
      this.#notBefore = performance.now() + retryAfter * 1000;
      response.setHeader('retry-after', String(retryAfter));
    }
    if (inside) {
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.writeHead(200).end(body ?? connectorFailure(status));
      return;
    }
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.writeHead(status).end(body ?? powerAutomateError(status));
  }

  #post(response: ServerResponse, rawBody: Buffer): void {
    const message = parsed(rawBody);
    const fault = cardFault(message);
    if (this.#mode === 'connector' && fault !== undefined) {
      this.#refuse(response, { status: 400, inside: true });
      return;
    }
    if (fault === undefined) this.#accepted.push(message);
    else this.#failedRuns.push(fault);
    if (this.#mode === 'workflow') response.writeHead(202).end();
    else response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('1');
    const here = this.#accepted.length;
    for (const waiter of this.#waiters) if (waiter.count <= here) waiter.resolve();
    this.#waiters = this.#waiters.filter((waiter) => waiter.count > here);
  }
}

export async function startTeams(mode: 'workflow' | 'connector' = 'workflow'): Promise<TeamsStandIn> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in for Teams has no port');
  return new TeamsStandIn(server, address.port, mode);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
