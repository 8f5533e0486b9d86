import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { Refusal } from './refusal.js';

/** A question that is asked until its answer will do. */
export interface Question<Answer> {
  readonly text: string;
  /** What an empty answer means. */
  readonly usual?: string;
  /** @throws Refusal that says what is wrong with an answer */
  read(text: string): Answer;
}

/** Asks whoever sits at the terminal. */
export class Questions {
  readonly #lines: ReturnType<typeof createInterface>;
  readonly #output: Writable;
  readonly #closed = new AbortController();

  constructor(input: Readable, output: Writable) {
    this.#output = output;
    this.#lines = createInterface({ input, output });
    this.#lines.once('close', () => this.#closed.abort());
  }

  /** @throws Refusal where the input ends without an answer */
  async ask<Answer>({ text, usual = '', read }: Question<Answer>): Promise<Answer> {
    for (;;) {
      const answer = (await this.#line(usual === '' ? `${text}: ` : `${text} (${usual}): `)).trim();
      try {
        return read(answer === '' ? usual : answer);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this.#output.write(`${error.message}\n`);
      }
    }
  }

  close(): void {
    this.#lines.close();
  }

  async #line(prompt: string): Promise<string> {
    try {
      return await this.#lines.question(prompt, { signal: this.#closed.signal });
    } catch {
      throw new Refusal('The input ended before every question was answered. Nothing was written.');
    }
  }
}
