import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** Long enough that hosts have work waiting for them. Milliseconds. */
const TAKES_MS = 5;

/** A receiver that counts what it gets, by the event and by the host that sent it (`x-host`). */
export class CountingReceiver {
  /** How often each event came. */
  readonly times = new Map<string, number>();
  /** How many deliveries each host made. */
  readonly byHost = new Map<string, number>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const [id = ''] = String(request.headers['webhook-id']).split('/');
      const host = String(request.headers['x-host']);
      request.resume().on('end', () => {
        this.times.set(id, (this.times.get(id) ?? 0) + 1);
        this.byHost.set(host, (this.byHost.get(host) ?? 0) + 1);
        setTimeout(() => response.writeHead(200).end(), TAKES_MS);
      });
    });
  }

  /** @returns its address */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('there is no port');
    return `http://127.0.0.1:${address.port}/hook`;
  }

  /** Deliveries beyond the first of each event. */
  get duplicates(): number {
    return [...this.times.values()].reduce((sum, times) => sum + times - 1, 0);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
