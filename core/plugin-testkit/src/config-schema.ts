import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isPlugin, type Plugin } from '@headwind/plugin-api';

export type SchemaWrite =
  | { readonly result: 'written' | 'unchanged'; readonly file: string }
  /** The package has no manifest, or its manifest names no `configSchema`. */
  | { readonly result: 'not named' };

/**
 * Writes the JSON Schema (draft 2020-12) of a plugin's configuration to where its manifest's `configSchema` says. The
 * plugin must have been built. A file that says the same already is left alone.
 *
 * @throws Error that says what was found, what was expected and what to do
 */
export async function writeConfigSchema(packageDir: string): Promise<SchemaWrite> {
  const manifest = await readManifest(packageDir);
  if (manifest?.configSchema === undefined) return { result: 'not named' };
  const file = fileOf(packageDir, manifest, 'configSchema');
  const plugin = await importPlugin(fileOf(packageDir, manifest, 'entry'));
  const text = `${JSON.stringify(jsonSchemaOf(plugin), null, 2)}\n`;
  if (existsSync(file) && (await readFile(file, 'utf8')) === text) return { result: 'unchanged', file };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return { result: 'written', file };
}

async function readManifest(packageDir: string): Promise<Record<string, unknown> | undefined> {
  const file = resolve(packageDir, 'package.json');
  if (!existsSync(file)) throw new Error('there is no package.json here. Give the folder of a plugin package.');
  const content = parseJson(await readFile(file, 'utf8'));
  if (!isRecord(content)) throw new Error('package.json is not a JSON object.');
  const manifest = content.headwind;
  if (manifest === undefined) return undefined;
  if (!isRecord(manifest)) throw new Error('the key "headwind" of package.json is not an object. Expected a manifest.');
  return manifest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`package.json is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** A file that the manifest names, which must lie in the package. */
function fileOf(packageDir: string, manifest: Record<string, unknown>, field: 'configSchema' | 'entry'): string {
  const value = manifest[field];
  if (typeof value !== 'string' || value === '') {
    throw new Error(`"headwind.${field}" of package.json is ${JSON.stringify(value)}. Expected a path.`);
  }
  const file = resolve(packageDir, value);
  const inside = relative(packageDir, file);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) {
    throw new Error(`"headwind.${field}" of package.json is "${value}". Expected a path inside the package.`);
  }
  return file;
}

async function importPlugin(entry: string): Promise<Plugin> {
  if (!existsSync(entry)) throw new Error(`the entry ${entry} does not exist. Build the package first.`);
  const module = await importModule(entry);
  if (!isPlugin(module.default)) {
    throw new Error(`the default export of ${entry} is not a plugin. Expected export default definePlugin({ … }).`);
  }
  return module.default;
}

async function importModule(entry: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(entry).href);
  } catch (error) {
    throw new Error(`the entry ${entry} cannot be imported: ${messageOf(error)}`, { cause: error });
  }
}

function jsonSchemaOf(plugin: Plugin): Record<string, unknown> {
  // Plugins in plain JavaScript may have anything there.
  const input = plugin.config?.['~standard']?.jsonSchema?.input;
  if (typeof input !== 'function') {
    throw new Error('"config" of the plugin gives no JSON Schema. Expected a Standard JSON Schema, as zod 4.2 has it.');
  }
  try {
    return input({ target: 'draft-2020-12' });
  } catch (error) {
    throw new Error(`"config" of the plugin has no JSON Schema: ${messageOf(error)}`, { cause: error });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
