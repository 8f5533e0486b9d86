import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers 200 to everything, and counts. */
export class CountingServer {
  #count = 0;
  #wanted: number | undefined;
  #reached: (at: number) => void = () => undefined;
  readonly #server = createServer((request, response) => {
    request.resume().on('end', () => {
      this.#count += 1;
      response.writeHead(200).end();
      this.#look();
    });
  });

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  reset(): void {
    this.#count = 0;
  }

  /** Resolves with the time (milliseconds since the epoch) at which so many requests had come since the reset. */
  reached(count: number): Promise<number> {
    return new Promise((resolve) => {
      this.#wanted = count;
      this.#reached = resolve;
      this.#look();
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #look(): void {
    if (this.#wanted === undefined || this.#count < this.#wanted) return;
    this.#wanted = undefined;
    this.#reached(Date.now());
  }
}
