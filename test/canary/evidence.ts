import type { CanarySearch, Finding } from './canary.js';

/** Everything that left the host, by where it came out. */
export class Evidence {
  readonly #texts = new Map<string, string>();

  add(place: string, text: string): void {
    this.#texts.set(place, `${this.#texts.get(place) ?? ''}${text}\n`);
  }

  get places(): readonly string[] {
    return [...this.#texts.keys()];
  }

  textOf(place: string): string {
    return this.#texts.get(place) ?? '';
  }

  search(search: CanarySearch): Finding[] {
    return [...this.#texts].flatMap(([place, text]) => search.findIn(place, text));
  }
}
