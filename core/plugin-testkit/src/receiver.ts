import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ReplyScript } from './reply-script.js';
import { RequestList } from './request-list.js';
import { firstHalf, replyWith, type ScriptedAnswer, type ScriptedReply } from './scripted-answer.js';

export interface ReceivedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** By lower-case name; a header that stands twice is joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Byte for byte as it came. */
  readonly rawBody: Buffer;
}

export type ReceiverReply = ScriptedReply;

/** A real HTTP server on a free port of 127.0.0.1 that keeps what it gets and answers by a script; past its end, with 200. */
export class Receiver extends ReplyScript {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly #server: Server;
  readonly #requests = new RequestList<ReceivedRequest>();

  constructor(server: Server, port: number) {
    super();
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
    server.on('request', (request, response) => {
      // A sender that gives up half-way has not sent a request.
      this.#receive(request, response).catch(() => request.destroy());
    });
  }

  /** Everything that came, oldest first. */
  get requests(): readonly ReceivedRequest[] {
    return this.#requests.all;
  }

  /** The next request that no call of `next` has given out yet; waits for it. */
  next(): Promise<ReceivedRequest> {
    return this.#requests.next();
  }

  /** Resolves with every request so far as soon as there are at least `count`. */
  waitFor(count: number): Promise<readonly ReceivedRequest[]> {
    return this.#requests.waitFor(count);
  }

  /** Cuts every connection and stops listening; whoever still waits gets an error. */
  async close(): Promise<void> {
    this.#requests.close('the receiver');
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rawBody = await buffer(request);
    this.#requests.add({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: Object.fromEntries(
        Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
      ),
      rawBody,
    });
    give(this.nextAnswer() ?? replyWith(200), response);
    this.#requests.tell();
  }
}

function give(answer: ScriptedAnswer, response: ServerResponse): void {
  switch (answer.type) {
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'reply':
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    default: {
      const { socket } = response;
      const length = String(Buffer.byteLength(answer.body));
      response.writeHead(answer.status, { ...answer.headers, 'content-length': length });
      response.write(firstHalf(answer.body), () => {
        if (answer.type === 'cut-off body') socket?.resetAndDestroy();
      });
    }
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
