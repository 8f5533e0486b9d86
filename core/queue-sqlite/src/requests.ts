interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
}

/** Requests of one kind that go to the worker together, with those who wait for the answers. */
export class Requests<Request, Answer> {
  readonly items: Request[] = [];
  readonly #waiting: Waiting<Answer>[] = [];

  add(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.items.push(request);
      this.#waiting.push({ resolve, reject });
    });
  }

  /** Moves the first so many out. */
  take(count = this.items.length): Requests<Request, Answer> {
    const taken = new Requests<Request, Answer>();
    taken.items.push(...this.items.splice(0, count));
    taken.#waiting.push(...this.#waiting.splice(0, count));
    return taken;
  }

  /** Puts those back that are to be sent again. */
  putBack(requests: Requests<Request, Answer>): void {
    this.items.unshift(...requests.items);
    this.#waiting.unshift(...requests.#waiting);
  }

  /** @param answerTo says what a request got, or throws why it got nothing */
  answer(answerTo: (request: Request, place: number) => Answer): void {
    for (const [place, request] of this.items.entries()) {
      try {
        this.#waiting[place]?.resolve(answerTo(request, place));
      } catch (error) {
        this.#waiting[place]?.reject(error);
      }
    }
  }

  reject(reason: unknown): void {
    for (const each of this.#waiting) each.reject(reason);
  }
}
