/** Something about a plugin that is not as it should be. */
export class ConformanceFault extends Error {
  /** What was found and what was expected: one or two sentences. */
  readonly found: string;
  /** What to do. */
  readonly remedy: string;

  constructor(found: string, remedy: string) {
    super(`${found} ${remedy}`);
    this.name = 'ConformanceFault';
    this.found = found;
    this.remedy = remedy;
  }
}

/** A step has nothing to try: the plugin does not have, or does not do, what the step is about. */
export class NotApplicable extends Error {
  /** @param because a clause that says why */
  constructor(because: string) {
    super(because);
    this.name = 'NotApplicable';
  }
}
