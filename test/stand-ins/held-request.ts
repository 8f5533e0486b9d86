import type { Socket } from 'node:net';

/** The next request to a path, kept waiting by a stand-in. */
export class HeldRequest {
  readonly path: string;
  /** Resolves when it is there. */
  readonly arrived: Promise<void>;
  /** Resolves when it may go on. */
  readonly released: Promise<void>;
  /** Resolves when its sender is known to be gone. */
  readonly abandoned: Promise<void>;
  #arrive: () => void = () => undefined;
  #release: () => void = () => undefined;
  #abandon: () => void = () => undefined;

  constructor(path: string) {
    this.path = path;
    this.arrived = new Promise((resolve) => {
      this.#arrive = resolve;
    });
    this.released = new Promise((resolve) => {
      this.#release = resolve;
    });
    this.abandoned = new Promise((resolve) => {
      this.#abandon = resolve;
    });
  }

  arrive(connection: Socket): void {
    connection.once('close', this.#abandon);
    this.#arrive();
  }

  /** Lets it go on. One whose sender has gone meanwhile is not carried out. */
  release(): void {
    this.#release();
  }
}
