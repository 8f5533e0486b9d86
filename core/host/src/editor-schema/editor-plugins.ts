import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError, messageOf } from '@headwind/bus/coded-error';
import { findPlugin } from '@headwind/plugin-loader/find-plugin';
import type { JsonSchema } from '@headwind/plugin-loader/json-schema';
import type { PluginOrigin } from '@headwind/plugin-loader/plugin-folders';
import type { PluginPackage } from '@headwind/plugin-loader/plugin-package';
import { readManifest } from '@headwind/plugin-loader/read-manifest';
import { isMapping } from '../config/mapping.js';

/** What an editor is told of one plugin. */
export interface EditorPlugin {
  /** Everything that `use` may call it, the shortest first. */
  readonly uses: readonly string[];
  /** Of its `config`; undefined where that is left open. */
  readonly configSchema: JsonSchema | undefined;
}

export interface EditorPlugins {
  readonly plugins: readonly EditorPlugin[];
  /** Whose `config` is left open, and why. */
  readonly notes: readonly string[];
}

/** Finds plugins and the schemas their manifests name, and runs nothing of them. */
export async function editorPlugins(uses: readonly string[], origin: PluginOrigin): Promise<EditorPlugins> {
  const found = new Map<string, { plugin: PluginPackage; uses: string[] }>();
  const notes: string[] = [];
  for (const use of uses) {
    try {
      const plugin = await findPlugin(use, origin);
      const { uses: others } = found.get(plugin.folder) ?? { uses: [] };
      found.set(plugin.folder, { plugin, uses: [...others, use] });
    } catch (error) {
      if (!isCodedError(error)) throw error;
      notes.push(leftOpen(use, error));
    }
  }
  const plugins: EditorPlugin[] = [];
  for (const { plugin, uses: all } of found.values()) {
    const names = all.toSorted((one, other) => one.length - other.length);
    try {
      plugins.push({ uses: names, configSchema: await readConfigSchema(plugin) });
    } catch (error) {
      plugins.push({ uses: names, configSchema: undefined });
      notes.push(leftOpen(names[0], error));
    }
  }
  return { plugins: plugins.toSorted(byName), notes };
}

function leftOpen(use: string | undefined, reason: unknown): string {
  return `the \`config\` of ${use} is left open: ${messageOf(reason)}`;
}

function byName({ uses: [one = ''] }: EditorPlugin, { uses: [other = ''] }: EditorPlugin): number {
  return one < other ? -1 : 1;
}

/** @throws with the reason where there is none */
async function readConfigSchema(plugin: PluginPackage): Promise<JsonSchema> {
  const { configSchema } = readManifest(plugin);
  if (configSchema === undefined) throw new Error(`${plugin.file} names no file as headwind.configSchema.`);
  const file = join(plugin.folder, configSchema);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code}).`, { cause: error });
  });
  const schema = parse(text);
  if (!isMapping(schema)) throw new Error(`${file} holds no JSON Schema.`);
  return schema;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
