import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface ReceivedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** By lower-case name; a header that stands twice is joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Byte for byte as it came. */
  readonly rawBody: Buffer;
}

export interface ReceiverReply {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `Retry-After`: seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
}

/** Answers one request, or leaves it without an answer. */
type Answer = (response: ServerResponse) => void;

/** Somebody who waits until so many requests have come. */
interface Waiter {
  readonly count: number;
  resolve(): void;
  reject(error: Error): void;
}

/** A real HTTP server on a free port of 127.0.0.1 that keeps what it gets and answers by a script. */
export class Receiver {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly #server: Server;
  readonly #requests: ReceivedRequest[] = [];
  readonly #script: Answer[] = [];
  #waiters: Waiter[] = [];
  #taken = 0;

  constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
    server.on('request', (request, response) => {
      // A sender that gives up half-way has not sent a request.
      this.#receive(request, response).catch(() => request.destroy());
    });
  }

  /** Everything that came, oldest first. */
  get requests(): readonly ReceivedRequest[] {
    return this.#requests;
  }

  /** Answers the next request that has no answer in the script yet. Past the end of the script the answer is 200. */
  replyWith(status: number, { headers, body, retryAfter }: ReceiverReply = {}): void {
    this.#script.push((response) => {
      response.writeHead(status, {
        ...headers,
        ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      });
      response.end(body);
    });
  }

  /** Takes the next request and never answers. */
  hang(): void {
    this.#script.push(() => {});
  }

  /** Takes the next request and resets the connection. */
  reset(): void {
    this.#script.push((response) => response.socket?.resetAndDestroy());
  }

  /** The next request that no call of `next` has given out yet; waits for it. */
  async next(): Promise<ReceivedRequest> {
    const index = this.#taken;
    this.#taken += 1;
    const requests = await this.waitFor(index + 1);
    const request = requests[index];
    if (request === undefined) throw new Error(`request ${index + 1} is missing although it came`);
    return request;
  }

  /** Resolves with every request so far as soon as there are at least `count`. */
  async waitFor(count: number): Promise<readonly ReceivedRequest[]> {
    if (this.#requests.length < count) {
      await new Promise<void>((resolve, reject) => this.#waiters.push({ count, resolve, reject }));
    }
    return this.#requests;
  }

  /** Cuts every connection and stops listening; whoever still waits gets an error. */
  async close(): Promise<void> {
    for (const waiter of this.#waiters) {
      waiter.reject(new Error(`the receiver closed after ${this.#requests.length} of ${waiter.count} requests`));
    }
    this.#waiters = [];
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rawBody = await buffer(request);
    this.#requests.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: Object.fromEntries(
        Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
      ),
      rawBody,
    });
    const answer = this.#script.shift();
    if (answer === undefined) response.writeHead(200).end();
    else answer(response);
    const here = this.#requests.length;
    for (const waiter of this.#waiters) if (waiter.count <= here) waiter.resolve();
    this.#waiters = this.#waiters.filter((waiter) => waiter.count > here);
  }
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  return new Receiver(server, address.port);
}
