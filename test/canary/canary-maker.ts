import { randomBytes } from 'node:crypto';
import type { Canary } from './canary.js';

/** Characters that are written otherwise in JSON, in URLs and in base64. */
const AWKWARD = '"\\/+=&%<>';

/** Makes canaries, and remembers them. */
export class CanaryMaker {
  readonly #made: Canary[] = [];

  get made(): readonly Canary[] {
    return this.#made;
  }

  /** Of letters and digits alone, after a beginning that such secrets have. */
  plain(field: string, beginning = ''): string {
    return this.#remember(field, `${beginning}${randomText(32)}`);
  }

  /** Visible ASCII, which every form writes otherwise. */
  awkward(field: string): string {
    return this.#remember(field, `${randomText(16)}${AWKWARD}${randomText(8)}`);
  }

  #remember(field: string, text: string): string {
    this.#made.push({ field, text });
    return text;
  }
}

/** Looks random to whoever looks for what is random, as keys do: digits among letters of both cases. */
function randomText(length: number): string {
  const digits = randomBytes(length)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '');
  return `Zq7${digits}${'x'.repeat(length)}`.slice(0, length);
}
