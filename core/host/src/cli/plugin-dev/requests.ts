/** Asks for another round: however often it is asked for during one, one more follows. */
export class Requests {
  #isOpen = false;
  #wake = (): void => undefined;

  readonly add = (): void => {
    this.#isOpen = true;
    this.#wake();
  };

  /** Resolves when there is one, and takes it. */
  async next(): Promise<void> {
    if (!this.#isOpen) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#isOpen = false;
  }
}
