/** Which methods each path answers, so that a wrong method gets 405 and not 404. A segment `:name` stands for any. */
export class KnownPaths {
  readonly #methods = new Map<string, Set<string>>();

  add(method: string, path: string): void {
    const methods = this.#methods.get(path) ?? new Set();
    this.#methods.set(path, methods.add(method));
  }

  /** The methods that a path answers; none when nothing is there. */
  methods(path: string): readonly string[] {
    const segments = path.split('/');
    const matching = [...this.#methods].filter(([pattern]) => matches(pattern.split('/'), segments));
    return [...new Set(matching.flatMap(([, methods]) => [...methods]))];
  }
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  const isSame = (segment: string, place: number): boolean => segment.startsWith(':') || segment === segments[place];
  return pattern.length === segments.length && pattern.every(isSame);
}
