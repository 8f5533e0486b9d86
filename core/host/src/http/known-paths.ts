/** Which methods each path answers, so that a wrong method gets 405 and not 404. */
export class KnownPaths {
  readonly #methods = new Map<string, Set<string>>();

  add(method: string, path: string): void {
    const methods = this.#methods.get(path) ?? new Set();
    this.#methods.set(path, methods.add(method));
  }

  allows(method: string, path: string): boolean {
    return this.#methods.get(path)?.has(method) ?? false;
  }

  /** The value of the Allow header (RFC 9110, section 10.2.1) for a request target; none when nothing answers there. */
  allowed(target: string): string | undefined {
    const methods = this.#methods.get(target.split('?', 1)[0] ?? target);
    return methods === undefined ? undefined : [...methods].join(', ');
  }
}
