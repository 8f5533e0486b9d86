import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/**
 * The files that a configuration was read from, the configuration file and those of its references, by their absolute
 * paths: each with the SHA-256 of its text in hexadecimal digits, or the code of why it could not be read.
 */
export type ConfigFiles = ReadonlyMap<string, string>;

/** What reading a file came to. */
export type FileReading = { readonly state: string } & ({ readonly text: string } | { readonly code: string });

/** Reads a file of the configuration as UTF-8; never rejects. */
export async function readConfigFile(path: string): Promise<FileReading> {
  try {
    const text = await readFile(path, 'utf8');
    return { text, state: createHash('sha256').update(text).digest('hex') };
  } catch (error) {
    // `ENOENT`, `EACCES`; the path is told by whoever asks.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { code, state: code };
  }
}

/** What the same files hold now. */
export async function readAgain(files: ConfigFiles): Promise<ConfigFiles> {
  const states = [...files.keys()].map(async (path) => [path, (await readConfigFile(path)).state] as const);
  return new Map(await Promise.all(states));
}

/** Whether files that are in both hold the same. */
export function holdTheSame(one: ConfigFiles, other: ConfigFiles): boolean {
  return [...one].every(([path, state]) => !other.has(path) || other.get(path) === state);
}
