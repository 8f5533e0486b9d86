/** Something that is done for whoever asks; those who ask while it is under way share the next time. */
export class Shared<Result> {
  readonly #act: () => Promise<Result>;
  #underWay: Promise<unknown> = Promise.resolve();
  #next: Promise<Result> | undefined;

  constructor(act: () => Promise<Result>) {
    this.#act = act;
  }

  /** What came of it the first time that it was begun after the call. */
  ask(): Promise<Result> {
    this.#next ??= this.#afterThis();
    return this.#next;
  }

  async #afterThis(): Promise<Result> {
    await this.#underWay;
    this.#next = undefined;
    const result = this.#act();
    this.#underWay = result.catch(() => undefined);
    return result;
  }
}
