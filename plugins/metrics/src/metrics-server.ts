import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { PluginLog } from '@headwind/plugin-api';
import type { Exposition } from './exposition.js';
import { isLoopback, type ListenAddress } from './listen-address.js';
import { isNameOfThisMachine } from './own-name.js';

export interface MetricsServerParts {
  readonly listen: ListenAddress;
  /** Whoever asks must bear it. @defaultValue anybody is answered */
  readonly token: string | undefined;
  readonly scrape: (accept: string | null) => Promise<Exposition>;
  readonly log: PluginLog;
}

/** Until a request is in. Milliseconds. */
const REQUEST_MS = 10_000;

/** How long an idle connection is kept: beyond the 60 s that are usual between two scrapes. Milliseconds. */
const KEEP_ALIVE_MS = 75_000;

/** More would be no scrapes. */
const MAX_CONNECTIONS = 100;

/**
 * A port of their own for the metrics: it answers `/metrics` and nothing else. On loopback without a token, whoever reaches
 * it is answered, under a name of this machine alone.
 */
export class MetricsServer {
  readonly #parts: MetricsServerParts;
  readonly #server: Server;

  constructor(parts: MetricsServerParts) {
    this.#parts = parts;
    this.#server = createServer(
      { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, keepAliveTimeout: KEEP_ALIVE_MS },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /**
   * @returns the URL of the metrics
   * @throws Error that says what to do when the address cannot be listened at
   */
  async start(): Promise<string> {
    const { host, port } = this.#parts.listen;
    try {
      this.#server.listen(port, host);
      await once(this.#server, 'listening');
    } catch (error) {
      throw new Error(
        `The metrics cannot listen at ${hostText(host)}:${port} (${codeOf(error)}). Choose another address with "listen", or stop what listens there.`,
        { cause: error },
      );
    }
    // What goes wrong later, such as no file handles for one more connection, ends that connection alone.
    this.#server.on('error', (error) => this.#parts.log.error('the metrics have trouble listening', { error }));
    const address = this.#server.address();
    return `http://${hostText(host)}:${typeof address === 'object' && address !== null ? address.port : port}/metrics`;
  }

  /** Cuts every connection. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { listen, token, scrape, log } = this.#parts;
    const [path] = (request.url ?? '').split('?', 1);
    if (token !== undefined && !bears(request.headers.authorization, token)) {
      send(response, 401, 'Expected "Authorization: Bearer" and the token of the metrics.', {
        'www-authenticate': 'Bearer',
      });
    } else if (token === undefined && isLoopback(listen.host) && !isNameOfThisMachine(request.headers.host)) {
      send(response, 403, 'Expected a Host that names this machine: an IP address, or localhost.');
    } else if (path !== '/metrics' && path !== '/') {
      send(response, 404, 'There is nothing here. The metrics are at /metrics.');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(response, 405, 'Expected GET or HEAD.', { allow: 'GET, HEAD' });
    } else if (path === '/') {
      send(response, 200, 'The metrics of Headwind Notifications are at /metrics.');
    } else {
      try {
        const { contentType, body } = await scrape(request.headers.accept ?? null);
        response.writeHead(200, { 'content-type': contentType }).end(body);
      } catch (error) {
        log.error('a scrape failed', { error });
        send(response, 500, 'The metrics could not be read; the log of the host says why.');
      }
    }
  }
}

function send(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(`${text}\n`);
}

/** Both sides are hashed, so that the time taken tells neither the token's beginning nor its length. */
function bears(authorization: string | undefined, token: string): boolean {
  const given = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hostText(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
