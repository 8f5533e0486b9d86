import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { neededVersions } from './needed-versions.js';
import type { PluginKind } from './plugin-kind.js';
import type { PluginName } from './plugin-name.js';
import { Refusal } from './refusal.js';

const TEMPLATE = fileURLToPath(new URL('../template/', import.meta.url));

/** `{{name}}`, `{{package}}`, or a package whose version is to stand there: `{{zod}}`. */
const PLACEHOLDER = /\{\{([^{}]+)\}\}/g;

export interface PluginToWrite {
  readonly folder: string;
  readonly kind: PluginKind;
  readonly name: PluginName;
}

/**
 * Writes a new plugin: the files that all have, and those of its kind.
 *
 * @returns the files, from the folder on
 * @throws Refusal where the folder holds something; errors of the file system
 */
export async function writePlugin({ folder, kind, name }: PluginToWrite): Promise<readonly string[]> {
  await refuseUnlessEmpty(folder);
  const values: Readonly<Record<string, string>> = { ...(await neededVersions()), ...name };
  const files = await Promise.all(
    ['common', kind].map(async (part) => {
      const from = join(TEMPLATE, part);
      const sources = await filesBelow(from);
      return Promise.all(
        sources.map(async (source) => {
          const file = placeOf(relative(from, source));
          await mkdir(dirname(join(folder, file)), { recursive: true });
          await writeFile(join(folder, file), filledIn(await readFile(source, 'utf8'), values), { flag: 'wx' });
          return file;
        }),
      );
    }),
  );
  return files.flat().toSorted();
}

/** A repository that was just made may be there. */
async function refuseUnlessEmpty(folder: string): Promise<void> {
  const found = (await entriesOf(folder)).filter((name) => name !== '.git');
  if (found.length === 0) return;
  throw new Refusal(`${folder} holds ${found[0]}; expected an empty folder, or none. Name another one.`);
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new Refusal(`${folder} is a file; expected an empty folder, or none.`);
    throw error;
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** A name begins with `_` in the template where npm or a tool would take the file for its own. */
function placeOf(file: string): string {
  return file.replace(/^_gitignore$/, '.gitignore').replace(/^_/, '');
}

function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACEHOLDER, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`The template names {{${key}}}, which has no value.`);
    return value;
  });
}
