/** Something wrong with the configuration. All of them are reported together. */
export interface Problem {
  /** A code of the error table: `CONFIG_INVALID`, `PLUGIN_NOT_FOUND`, … */
  readonly code: string;
  /** The place in the configuration: `['plugins', 'oncall', 'retry', 'for']`; for an environment variable, its name alone. */
  readonly path: readonly (string | number)[];
  /** Where in the file, counted from 1; absent when the configuration comes from the environment. */
  readonly position?: { readonly file: string; readonly line: number; readonly column: number };
  /** What was found and what was expected, and the nearest right name: one or two sentences, no secrets. */
  readonly message: string;
  /** What to do, where the message does not say it already. */
  readonly remedy?: string;
}
