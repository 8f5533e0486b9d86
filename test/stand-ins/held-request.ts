/** The next request to a path, kept waiting by a stand-in. */
export class HeldRequest {
  readonly path: string;
  /** Resolves when it is there. */
  readonly arrived: Promise<void>;
  /** Resolves when it may go on. */
  readonly released: Promise<void>;
  #arrive: () => void = () => undefined;
  #release: () => void = () => undefined;

  constructor(path: string) {
    this.path = path;
    this.arrived = new Promise((resolve) => {
      this.#arrive = resolve;
    });
    this.released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  arrive(): void {
    this.#arrive();
  }

  /** Lets it go on. One whose sender has gone meanwhile is not carried out. */
  release(): void {
    this.#release();
  }
}
