import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Accepts, answers 500, hangs and resets at random, and counts what it accepted. */
export class TroubledReceiver {
  /** How often each event was accepted (answered 200), in the order of the first time. */
  readonly accepted = new Map<string, number>();
  readonly answers = { accepted: 0, refused: 0, hung: 0, reset: 0 };
  /** While true it is troubled; afterwards it accepts everything. */
  troubled = true;
  readonly #server: Server;
  #onAccepted: () => void = () => undefined;

  constructor() {
    this.#server = createServer((request, response) => {
      const id = String(request.headers['webhook-id']).split('/')[0] ?? '';
      request.resume().on('end', () => {
        const dice = this.troubled ? Math.random() : 1;
        if (dice < 0.05) {
          this.answers.reset += 1;
          request.socket.resetAndDestroy();
        } else if (dice < 0.08) {
          this.answers.hung += 1;
        } else if (dice < 0.2) {
          this.answers.refused += 1;
          response.writeHead(500).end();
        } else {
          this.answers.accepted += 1;
          this.accepted.set(id, (this.accepted.get(id) ?? 0) + 1);
          response.writeHead(200).end();
          this.#onAccepted();
        }
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** Resolves when it accepts the next event. */
  nextAccepted(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAccepted = resolve;
    });
  }

  get duplicates(): number {
    let count = 0;
    for (const times of this.accepted.values()) count += times - 1;
    return count;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
