import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How often Slack takes a message for one channel. Milliseconds. */
const INTERVAL_MS = 1_000;

/** Takes one message a second as Slack's incoming webhooks do, and answers 429 with `Retry-After` to the others. */
export class ThrottledServer {
  accepted = 0;
  refused = 0;
  #freeAt = 0;
  readonly #server = createServer((request, response) => {
    request.resume().on('end', () => {
      const now = performance.now();
      if (now < this.#freeAt) {
        this.refused += 1;
        response.writeHead(429, { 'retry-after': '1', 'content-type': 'application/json' });
        response.end('{"retry_after":1,"ok":false,"error":"rate_limited"}');
        return;
      }
      this.#freeAt = now + INTERVAL_MS;
      this.accepted += 1;
      response.end('ok');
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
