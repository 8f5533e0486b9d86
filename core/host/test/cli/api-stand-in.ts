import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Delivery } from '../../src/cli/api-shapes.js';

/** What was asked. */
interface Asked {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly token: string | undefined;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Handler = (asked: Asked) => Answer;

const changeSchema = z.looseObject({
  dryRun: z.literal(true).optional(),
  limit: z.number(),
  cursor: z.string().optional(),
  channel: z.string().optional(),
});

/**
 * Speaks the API of `docs/reference/http-api.md`, as far as the commands use it: deliveries and dead letters are those it
 * is given, every other path answers what a test says.
 */
export class ApiStandIn {
  readonly asked: Asked[] = [];
  deliveries: Delivery[] = [];
  /** So many of a page are left out, as a host may do to bound its work. */
  pageLimit = Number.POSITIVE_INFINITY;
  /** By method and path. */
  readonly answers = new Map<string, Handler>();
  /** Called when dead letters were changed; throws to break the connection. */
  onChange: () => void = () => undefined;
  readonly tails = new Set<ServerResponse>();

  answer(path: string, body: unknown, status = 200): void {
    this.answers.set(path, () => ({ status, body }));
  }

  /** The configuration has these channels. */
  answerChannels(...names: readonly string[]): void {
    const channels = names.map((name) => ({
      ...{ name, plugin: 'webhook', state: 'running', health: { ok: true }, breaker: 'closed', pending: 0, dead: 0 },
    }));
    this.answer('GET /v1/channels', { channels });
  }

  /** Writes one line to whoever tails. */
  push(record: object): void {
    for (const tail of this.tails) tail.write(`${JSON.stringify(record)}\n`);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
    const asked = {
      method: request.method ?? '',
      path: pathname,
      query: Object.fromEntries(searchParams),
      body: request.headers['content-type'] === undefined ? undefined : await json(request),
      token: request.headers.authorization?.replace('Bearer ', ''),
    };
    this.asked.push(asked);
    const handler = this.answers.get(`${asked.method} ${pathname}`) ?? this.#handlerOf(asked);
    if (handler === undefined) return this.#tail(response);
    const { status = 200, headers = {}, body } = handler(asked);
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  }

  #handlerOf({ method, path }: Asked): Handler | undefined {
    if (path === '/v1/events/tail') return undefined;
    if (path === '/v1/deliveries') return (asked) => this.#list(asked);
    if (path === '/v1/dead-letters/replay') return (asked) => this.#change(asked, 'replayed');
    if (path === '/v1/dead-letters/discard') return (asked) => this.#change(asked, 'discarded');
    const [, id = '', replay] = /^\/v1\/deliveries\/([^/]+)(\/replay)?$/.exec(path) ?? [];
    if (replay !== undefined || method === 'DELETE') return () => this.#changeOne(decodeURIComponent(id), method);
    return () => problem(404, 'NOT_FOUND', `Nothing answers at ${path}.`);
  }

  #list({ query }: Asked): Answer {
    const { state, channel, limit = '50', cursor = '0' } = query;
    const found = this.deliveries.filter(
      (each) => (state === undefined || each.state === state) && (channel === undefined || each.channel === channel),
    );
    const from = Number(cursor);
    const to = from + Math.min(Number(limit), this.pageLimit);
    return { body: { deliveries: found.slice(from, to), next: to < found.length ? String(to) : null } };
  }

  /** A cursor is a place among all deliveries, which stay where they are. */
  #change({ body }: Asked, done: string): Answer {
    const { dryRun = false, limit, cursor = '0', channel } = changeSchema.parse(body);
    let index = Number(cursor);
    let count = 0;
    for (; index < this.deliveries.length && count < limit; index += 1) {
      const delivery = this.deliveries[index];
      if (delivery?.state !== 'dead' || (channel !== undefined && delivery.channel !== channel)) continue;
      count += 1;
      if (!dryRun) this.deliveries[index] = { ...delivery, state: done === 'replayed' ? 'pending' : 'gone' };
    }
    if (!dryRun) this.onChange();
    const next = index < this.deliveries.length ? String(index) : null;
    return { body: { [dryRun ? 'matching' : done]: count, next } };
  }

  #changeOne(id: string, method: string): Answer {
    const index = this.deliveries.findIndex((each) => each.id === id);
    const delivery = this.deliveries[index];
    if (delivery === undefined) return problem(404, 'DELIVERY_NOT_FOUND', `There is no delivery ${id}.`);
    if (delivery.state !== 'dead') return problem(409, 'DELIVERY_NOT_DEAD', `${id} is ${delivery.state}.`);
    const isDiscard = method === 'DELETE';
    this.deliveries[index] = { ...delivery, state: isDiscard ? 'gone' : 'pending' };
    return isDiscard ? { status: 204 } : { status: 202, body: { id, state: 'pending' } };
  }

  #tail(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
    this.tails.add(response);
    response.on('close', () => this.tails.delete(response));
  }
}

export function problem(status: number, code: string, detail: string, errors?: readonly object[]): Answer {
  return { status, body: { type: 'about:blank', title: code, status, detail, code, ...(errors && { errors }) } };
}

export interface RunningStandIn {
  readonly api: ApiStandIn;
  readonly url: string;
  readonly port: number;
  /** Ends every connection, and listens no more. */
  stop(): Promise<void>;
}

/** The stand-in over a real socket, until the test is over. */
export async function runApi(api = new ApiStandIn(), port = 0): Promise<RunningStandIn> {
  const server = createServer((request, response) => {
    api.handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(stop);
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return { api, url: `http://127.0.0.1:${actual}`, port: actual, stop };
}

/** A delivery as the API shows it. */
export function delivery(id: string, changes: Partial<Delivery> = {}): Delivery {
  const [eventId = '', channel = ''] = id.split('/');
  return {
    id,
    channel,
    state: 'dead',
    event: { id: eventId, kind: 'update_failed', time: '2025-11-06T10:30:00Z', source: 'api' },
    workload: { namespace: 'production', name: 'nginx', kind: 'Deployment' },
    attempts: 3,
    retries: 2,
    publishedAt: '2025-11-06T10:30:00.000Z',
    firstAttemptAt: '2025-11-06T10:30:01.000Z',
    lastAttemptAt: '2025-11-06T10:31:00.000Z',
    lastError: 'HTTP 404 from hooks.slack.com: no_service',
    ...changes,
  };
}
