/** One row of the table of errors: what documentation and code share. */
export interface ErrorEntry {
  readonly code: string;
  /** What it means, for the table in `docs/reference/errors.md`. */
  readonly meaning: string;
  /** What to do about it: one sentence. */
  readonly remedy: string;
}

const CODED_ERROR = Symbol.for('headwind.codedError');

/** An error somebody meets: its code, what was found (and expected), and what to do. */
export class CodedError extends Error {
  readonly [CODED_ERROR] = true;
  readonly code: string;
  /** What was found, without the code and the remedy. */
  readonly found: string;
  readonly remedy: string;

  /** @param found what was found and what was expected: one sentence, no secrets */
  constructor(entry: ErrorEntry, found: string, options: { readonly cause?: unknown; readonly remedy?: string } = {}) {
    const remedy = options.remedy ?? entry.remedy;
    super(`${entry.code}: ${found} ${remedy}`, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'CodedError';
    this.code = entry.code;
    this.found = found;
    this.remedy = remedy;
  }
}

/** An error again: in another thread, or with other words for what was found. */
export function codedAgain(
  { code, remedy }: Pick<CodedError, 'code' | 'remedy'>,
  found: string,
  options: { readonly cause?: unknown } = {},
): CodedError {
  const entry: ErrorEntry = { code, meaning: '', remedy };
  return new CodedError(entry, found, options);
}

export function isCodedError(value: unknown): value is CodedError {
  return value instanceof Error && (value as Partial<CodedError>)[CODED_ERROR] === true;
}

/** What an unknown thrown value says, whatever it is. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error && typeof thrown.message === 'string') return thrown.message;
  try {
    return String(thrown);
  } catch {
    return 'something that has no text was thrown';
  }
}
