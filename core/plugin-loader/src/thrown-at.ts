/** A line of a stack that names a file, as a URL or as a path; those of Node's own modules begin with `node:`. */
const IN_A_FILE = /(?:^|[\s(])(?:file:\/\/)?(\/[^\s()]+?:\d+(?::\d+)?)\)?$/m;

/** Where an error comes from, as `/file.js:2:24`; undefined where its stack does not say. */
export function thrownAt(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined;
  return IN_A_FILE.exec(error.stack)?.[1];
}
