import { CodedError } from '@headwind/bus/coded-error';
import { isPlugin, type Plugin, type PluginKind } from '@headwind/plugin-api';
import { PLUGIN_EXPORT_INVALID } from './loader-errors.js';

/**
 * The plugin among what a module exports: its default export, also where a CommonJS module has put it into
 * `module.exports` or, compiled, into `exports.default`.
 *
 * @param where names the module and its package in errors
 * @throws `PLUGIN_EXPORT_INVALID`, which says what was found
 */
export function pluginOf(module: unknown, kind: PluginKind, where: string): Plugin {
  const exported = property(module, 'default');
  const plugin = isPlugin(exported) ? exported : property(exported, 'default');
  if (!isPlugin(plugin)) {
    throw invalid(where, `${found(module, exported)}, expected the result of definePlugin as the default export`);
  }
  if (plugin.kind !== kind) {
    throw invalid(where, `the plugin is of kind ${JSON.stringify(plugin.kind)}, but its manifest says "${kind}"`);
  }
  const missing = REQUIRED.filter((path) => typeof path.reduce<unknown>(property, plugin) !== 'function');
  if (missing.length > 0) {
    throw invalid(where, `the plugin has no function ${missing.map((path) => path.join('.')).join(', nor ')}`);
  }
  return plugin;
}

/** What the host calls; types do not hold for a plugin in plain JavaScript. */
const REQUIRED: readonly (readonly string[])[] = [
  ['create'],
  ['config', '~standard', 'validate'],
  ['config', '~standard', 'jsonSchema', 'input'],
];

function invalid(where: string, text: string): CodedError {
  return new CodedError(PLUGIN_EXPORT_INVALID, `${where}: ${text}.`);
}

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
