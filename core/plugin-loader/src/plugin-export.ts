import { CodedError } from '@headwind/bus/coded-error';
import { isPlugin, type Plugin, type PluginKind } from '@headwind/plugin-api';
import { PLUGIN_EXPORT_INVALID, PLUGIN_EXPORT_MISSING, PLUGIN_KIND_MISMATCH } from './loader-errors.js';

/**
 * The plugin among what a module exports: its default export, also where a CommonJS module has put it into
 * `module.exports` or, compiled, into `exports.default`.
 *
 * @param where names the module and its package in errors
 * @throws `PLUGIN_EXPORT_MISSING`, `PLUGIN_EXPORT_INVALID`, `PLUGIN_KIND_MISMATCH`; each says what was found
 */
export function pluginOf(module: unknown, kind: PluginKind, where: string): Plugin {
  const exported = property(module, 'default');
  const plugin = isPlugin(exported) ? exported : property(exported, 'default');
  if (!isPlugin(plugin)) {
    const entry = exported === undefined ? PLUGIN_EXPORT_MISSING : PLUGIN_EXPORT_INVALID;
    const expected = 'expected the result of definePlugin as the default export';
    throw new CodedError(entry, `${where}: ${found(module, exported)}, ${expected}.`);
  }
  if (plugin.kind !== kind) {
    const kinds = `the plugin is of kind ${JSON.stringify(plugin.kind)}, but its manifest says "${kind}"`;
    throw new CodedError(PLUGIN_KIND_MISMATCH, `${where}: ${kinds}.`);
  }
  const missing = REQUIRED.filter((path) => typeof path.reduce<unknown>(property, plugin) !== 'function');
  if (missing.length > 0) {
    const names = missing.map((path) => path.join('.')).join(', nor ');
    throw new CodedError(PLUGIN_EXPORT_INVALID, `${where}: the plugin has no function ${names}.`);
  }
  return plugin;
}

/** What the host calls; types do not hold for a plugin in plain JavaScript. */
const REQUIRED: readonly (readonly string[])[] = [
  ['create'],
  ['config', '~standard', 'validate'],
  ['config', '~standard', 'jsonSchema', 'input'],
];

function property(value: unknown, key: string): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holds ? Reflect.get(value, key) : undefined;
}

function found(module: unknown, exported: unknown): string {
  if (exported !== undefined) return `the default export is ${described(exported)}`;
  const names = typeof module === 'object' && module !== null ? Object.keys(module) : [];
  return names.length === 0 ? 'it exports nothing' : `it has no default export, only ${names.join(', ')}`;
}

function described(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return `an object not made by definePlugin (${Object.keys(value).join(', ')})`;
  return `a ${typeof value}`;
}
