import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, messageOf } from '@headwind/bus/coded-error';
import { MANIFEST_INVALID } from './loader-errors.js';
import { isMapping } from './mapping.js';

/** A package on the disk, of which nothing has run yet. */
export interface PluginPackage {
  readonly folder: string;
  /** Its package.json, absolute. */
  readonly file: string;
  readonly name: string;
  readonly version: string;
  /** The key `headwind` as it stands there; undefined where there is none. */
  readonly manifest: unknown;
}

/**
 * Reads the package.json of a folder; undefined when there is none.
 *
 * @throws `MANIFEST_INVALID` when it cannot be read or is no JSON object
 */
export async function readPackage(folder: string): Promise<PluginPackage | undefined> {
  const file = join(folder, 'package.json');
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const content = parse(file, text);
  const { name, version, headwind } = content;
  return {
    folder,
    file,
    name: typeof name === 'string' ? name : folder,
    version: typeof version === 'string' ? version : 'unknown',
    manifest: headwind,
  };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CodedError(MANIFEST_INVALID, `${file} cannot be read (${String(code)}).`, { cause: error });
  }
}

function parse(file: string, text: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new CodedError(MANIFEST_INVALID, `${file} is not valid JSON: ${messageOf(error)}.`, { cause: error });
  }
  if (!isMapping(content)) throw new CodedError(MANIFEST_INVALID, `${file} holds no JSON object.`);
  return content;
}
