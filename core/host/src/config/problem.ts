import type { ErrorEntry } from '@headwind/bus/coded-error';
import { withoutCredentials } from './without-credentials.js';

/** A place in the configuration: `['plugins', 'oncall', 'retry', 'for']`. */
export type ConfigPath = readonly (string | number)[];

/** A place in the configuration file; line and column are counted from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Where a path stands in the configuration file: its value where that fits on the key's line, else its key; for what is
 * not there, the nearest thing around it. With `key`, always the key. Undefined when there is no file.
 */
export type Locate = (path: ConfigPath, part?: 'key' | 'value') => Position | undefined;

/** Something wrong with the configuration. All of them are reported together. */
export interface Problem {
  /** A code of the error table: `CONFIG_INVALID`, `PLUGIN_NOT_FOUND`, … */
  readonly code: string;
  /** The place in the configuration; for an environment variable or a flag, its name alone. */
  readonly path: ConfigPath;
  /** Where in the file; absent when the configuration comes from the environment. */
  readonly position?: Position;
  /** What was found and what was expected, and the nearest right name: one or two sentences, no secrets. */
  readonly message: string;
  /** What to do, where the message does not say it already. */
  readonly remedy?: string;
}

export function problemAt(entry: ErrorEntry, path: ConfigPath, message: string, position?: Position): Problem {
  return { code: entry.code, path, message, ...(position !== undefined && { position }) };
}

/** A path as people write it: `plugins.oncall.retry.for`, `server.tokens[0]`, `plugins["Bad Name"]`. */
export function pathText(path: ConfigPath): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'string' && /^[\w-]+$/.test(segment)) {
      return `${text === '' ? '' : `${text}.`}${withoutCredentials(segment)}`;
    }
    return `${text}[${JSON.stringify(typeof segment === 'string' ? withoutCredentials(segment) : segment)}]`;
  }, '');
}

export function startsWith(path: ConfigPath, start: ConfigPath): boolean {
  return start.length <= path.length && start.every((segment, index) => segment === path[index]);
}
