import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { importPlugin } from '@headwind/plugin-loader/import-plugin';
import { readPackage } from '@headwind/plugin-loader/plugin-package';
import { readManifest } from '@headwind/plugin-loader/read-manifest';
import { configJsonSchema } from '@headwind/plugin-loader/validate-config';

/** How long importing a plugin may take. Milliseconds. */
const IMPORT_MS = 10_000;

export type SchemaWrite =
  | { readonly result: 'written' | 'unchanged'; readonly file: string }
  /** The package has no manifest, or its manifest names no `configSchema`. */
  | { readonly result: 'not named' };

/**
 * Writes the JSON Schema (draft 2020-12) of a plugin's configuration to where its manifest's `configSchema` says. The
 * plugin must have been built. A file that says the same already is left alone.
 *
 * @throws Error where there is no package; what the loader throws where the manifest is wrong, or the
 * module cannot be imported
 */
export async function writeConfigSchema(packageDir: string): Promise<SchemaWrite> {
  const found = await readPackage(resolve(packageDir));
  if (found === undefined) throw new Error('there is no package.json here. Give the folder of a plugin package.');
  if (found.manifest === undefined) return { result: 'not named' };
  const manifest = readManifest(found);
  if (manifest.configSchema === undefined) return { result: 'not named' };
  const plugin = await importPlugin(found, manifest, IMPORT_MS);
  const file = join(found.folder, manifest.configSchema);
  const text = configSchemaText(configJsonSchema(plugin, found.name));
  if (existsSync(file) && (await readFile(file, 'utf8')) === text) return { result: 'unchanged', file };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return { result: 'written', file };
}

/** What the file says. */
export function configSchemaText(schema: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
