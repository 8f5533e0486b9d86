import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { HeldRequest } from './held-request.js';
import { Waiters } from './waiters.js';

/**
 * How little before its time a request is no violation: a sender may count by the wall clock, in whole milliseconds and
 * at a rate that is being adjusted, while the time here is monotonic. Milliseconds.
 */
const CLOCK_TOLERANCE = 2;

/** A request as it came. */
export interface ServiceRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: Buffer;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  /** `Retry-After`, in seconds. Whatever the status, a request that comes before they are over is a violation. */
  readonly retryAfter?: number;
  /** An object is sent as JSON. */
  readonly body?: string | object;
  /** Of a body that is a text. @defaultValue `text/html` */
  readonly textType?: string;
}

/** What a request meets in place of what it asks for. */
export type Fault =
  /** This answer; without a body of its own, it has what the service says with the status. */
  | ServiceAnswer
  /** The connection breaks before the request is carried out. */
  | 'reset'
  /** The request is taken, and neither carried out nor answered. */
  | 'hang'
  /** The request is carried out, and the connection breaks before the answer. */
  | 'lose answer';

/** What is peculiar to a service. */
export interface Service<Accepted> {
  /** What it accepted, oldest first: `answer` adds to it. */
  readonly accepted: readonly Accepted[];
  /** Carries a request out. */
  readonly answer: (request: ServiceRequest) => ServiceAnswer;
  /** What it says with the status of a fault. */
  readonly bodyOf: (status: number) => string | object;
}

/** A service as its senders see it, and what a test does to it. */
export interface ServiceStandIn<Accepted> {
  readonly url: string;
  /** Everything that came, refused or not, oldest first. */
  readonly requests: readonly ServiceRequest[];
  readonly accepted: readonly Accepted[];
  /** Requests that came before the hint of an answer was over, one sentence each. */
  readonly violations: readonly string[];
  /** The next request that has no fault yet meets this one; with a path, the next to exactly this path and query. */
  failNext(fault: Fault, path?: string): void;
  /** Keeps the next request to a path waiting. */
  hold(path: string): HeldRequest;
  /** Resolves once it is so, looked at after every request. */
  waitUntil(isSo: () => boolean): Promise<void>;
  /** Resolves once at least so many were accepted. */
  waitForAccepted(count: number): Promise<readonly Accepted[]>;
  /** Cuts every connection and stops listening; whoever still waits gets an error. */
  close(): Promise<void>;
}

/** Puts a service on a free port of 127.0.0.1. */
export async function startServiceStandIn<Accepted>(service: Service<Accepted>): Promise<ServiceStandIn<Accepted>> {
  const { accepted } = service;
  const requests: ServiceRequest[] = [];
  const violations: string[] = [];
  const faults: { readonly fault: Fault; readonly path: string | undefined }[] = [];
  const held: HeldRequest[] = [];
  const waiters = new Waiters();
  let notBefore = 0;

  async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = incoming;
    const earlyMs = notBefore - performance.now();
    const rawBody = await buffer(incoming);
    const request = { method, path, headers, rawBody, body: rawBody.toString() };
    requests.push(request);
    if (earlyMs > CLOCK_TOLERANCE) violations.push(`${method} ${path} came ${Math.ceil(earlyMs)} ms too early`);
    const hold = takeFor(path, held);
    hold?.arrive(incoming.socket);
    await hold?.released;
    // The sender of a held request may have gone meanwhile.
    if (!incoming.socket.destroyed) serve(request, response);
    waiters.look();
  }

  function serve(request: ServiceRequest, response: ServerResponse): void {
    const fault = takeFor(request.path, faults)?.fault;
    if (fault === 'hang') return;
    if (fault === 'reset') return void response.socket?.resetAndDestroy();
    const isAnswer = typeof fault === 'object';
    const answer = isAnswer ? { body: service.bodyOf(fault.status), ...fault } : service.answer(request);
    if (fault === 'lose answer') return void response.socket?.resetAndDestroy();
    notBefore = Math.max(notBefore, performance.now() + (answer.retryAfter ?? 0) * 1000);
    send(response, answer);
  }

  const server = createServer((request, response) => {
    // A sender that gives up half-way has not sent a request.
    receive(request, response).catch(() => request.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    accepted,
    violations,
    failNext: (fault, path) => void faults.push({ fault, path }),
    hold(path) {
      const request = new HeldRequest(path);
      held.push(request);
      return request;
    },
    waitUntil: (isSo) => waiters.until(isSo),
    async waitForAccepted(count) {
      await waiters.until(() => accepted.length >= count);
      return accepted;
    },
    async close() {
      waiters.giveUp(new Error(`closed after it accepted ${accepted.length} of ${requests.length} requests`));
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Takes out the oldest that is meant for a path, or for any. */
function takeFor<T extends { readonly path: string | undefined }>(path: string, items: T[]): T | undefined {
  const index = items.findIndex((item) => item.path === undefined || item.path === path);
  return index === -1 ? undefined : items.splice(index, 1)[0];
}

function send(response: ServerResponse, { status, retryAfter, body, textType = 'text/html' }: ServiceAnswer): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  const isText = typeof body === 'string';
  if (body !== undefined) response.setHeader('content-type', isText ? textType : 'application/json; charset=utf-8');
  response.writeHead(status).end(isText ? body : JSON.stringify(body));
}
