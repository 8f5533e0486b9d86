import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isPlugin } from '@headwind/plugin-api';
import { z } from 'zod';

const PLUGINS = new URL('../../plugins/', import.meta.url);

const manifestSchema = z.object({ headwind: z.object({ name: z.string(), kind: z.string(), entry: z.string() }) });

/** A place in the `config` of a plugin that its schema marks as secret. */
export interface SecretField {
  /** A number is an item of a list. */
  readonly path: readonly (string | number)[];
  readonly isUrl: boolean;
}

export interface PluginSecrets {
  /** The plugin's short name. */
  readonly plugin: string;
  readonly kind: string;
  readonly fields: readonly SecretField[];
}

/** The plugins of this repository that have secrets in their configuration, and which, as their schemas say. */
export async function pluginSecrets(): Promise<readonly PluginSecrets[]> {
  const folders = await readdir(fileURLToPath(PLUGINS));
  const all = await Promise.all(folders.map(secretsOfPlugin));
  return all.filter(({ fields }) => fields.length > 0);
}

async function secretsOfPlugin(folder: string): Promise<PluginSecrets> {
  const base = new URL(`${folder}/`, PLUGINS);
  const { headwind } = manifestSchema.parse(JSON.parse(await readFile(new URL('package.json', base), 'utf8')));
  const module: { default?: unknown } = await import(pathToFileURL(fileURLToPath(new URL(headwind.entry, base))).href);
  if (!isPlugin(module.default)) throw new Error(`plugins/${folder} exports no plugin`);
  const schema = module.default.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  return { plugin: headwind.name, kind: headwind.kind, fields: secretsIn(schema, []) };
}

/** Every schema within one that is marked as secret; of alternatives all. */
function secretsIn(schema: unknown, path: readonly (string | number)[]): SecretField[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const parts: Partial<Record<string, unknown>> = { ...schema };
  if (parts.writeOnly === true) return [{ path, isUrl: parts.format === 'uri' }];
  const properties = Object.entries(Object(parts.properties)).flatMap(([key, value]) =>
    secretsIn(value, [...path, key]),
  );
  const alternatives = [parts.anyOf, parts.oneOf, parts.allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [
    ...properties,
    ...secretsIn(parts.items, [...path, 0]),
    ...secretsIn(parts.additionalProperties, [...path, 'x-canary']),
    ...alternatives.flatMap((alternative) => secretsIn(alternative, path)),
  ];
}
