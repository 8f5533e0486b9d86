import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DEFAULT_CONFIG_FILE } from './defaults.js';

/**
 * What to say of a `headwind.yaml` in the working directory, most often one that was just migrated, where
 * HEADWIND_OPERATOR_CONFIG, which may have been set long ago, names another file.
 *
 * @param read the file that is read in its place, absolute
 */
export async function defaultFileUnread(read: string, cwd: string): Promise<string[]> {
  const path = resolve(cwd, DEFAULT_CONFIG_FILE);
  if (path === read) return [];
  try {
    await access(path);
  } catch {
    return [];
  }
  return [
    `${path} is not read, because HEADWIND_OPERATOR_CONFIG names the configuration; unset that, or name the file with --config or HEADWIND_CONFIG`,
  ];
}
