import { isCodedError } from '@headwind/bus/coded-error';
import type { Manifest, Plugin } from '@headwind/plugin-api';
import { PLUGIN_NOT_FOUND } from '@headwind/plugin-loader/errors';
import { findPlugin } from '@headwind/plugin-loader/find-plugin';
import type { PluginOrigin } from '@headwind/plugin-loader/plugin-folders';
import type { PluginPackage } from '@headwind/plugin-loader/plugin-package';
import { readManifest } from '@headwind/plugin-loader/read-manifest';
import type { PluginConfig } from '../config/host-config.js';
import type { Locate, Problem } from '../config/problem.js';
import type { Redactor } from '../log/redactor.js';
import { loadTemplates } from '../templates/load-templates.js';
import type { TemplatesByKind } from '../templates/templates-by-kind.js';
import { templatesWithoutEffect } from '../templates/templates-without-effect.js';
import { type BrokenPlugin, brokenPlugin, problemOf } from './broken-plugin.js';
import { type CodeToLoad, type LoadedCode, loadCode } from './load-code.js';
import { manifestWarnings } from './manifest-warnings.js';

/** One instance of the configuration, as far as it is known whether or not its plugin can be used. */
export interface FoundPlugin {
  readonly config: PluginConfig;
  readonly package: PluginPackage;
  /** What the plugin says of these settings although they are right, and slips of its manifest; one sentence each. */
  readonly warnings: readonly string[];
}

/** One instance, ready to be created. */
export interface LoadedPlugin extends FoundPlugin {
  readonly manifest: Manifest;
  readonly plugin: Plugin;
  /** The instance's `config`, validated and frozen: what becomes `ctx.config`. An isolated instance has it in its worker. */
  readonly settings: unknown;
  /** What `ctx.describe` applies; none where the configuration gives none. */
  readonly templates?: TemplatesByKind;
  readonly fault?: undefined;
}

/** One instance that a host can be started with. */
export type PreparedPlugin = LoadedPlugin | BrokenPlugin;

export interface LoadOptions extends PluginOrigin {
  readonly locate: Locate;
  /** Learns the instance's secrets. */
  readonly redactor: Redactor;
}

/**
 * From the configuration of one instance to a plugin with validated settings and templates: finds the package, reads its
 * manifest, imports it, validates; the last two in a worker thread where the instance is isolated. Starts nothing, so
 * `check` and start-up both run it.
 *
 * @returns problems where the configuration is wrong, a package that is not installed included; with them the one of a
 * broken package
 */
export async function loadPlugin(config: PluginConfig, options: LoadOptions): Promise<PreparedPlugin | Problem[]> {
  const { locate, redactor } = options;
  const templates = await loadTemplates(config, locate, redactor);
  const mistakes = Array.isArray(templates) ? templates : [];
  let found: PluginPackage | undefined;
  try {
    found = await findPlugin(config.use, options);
    const manifest = readManifest(found);
    const wasted = templatesWithoutEffect(config, manifest, locate);
    const code = { package: found, manifest, config };
    const result = await (config.isolation.type === 'worker'
      ? loadIsolated(code, options)
      : loadCode(code, locate, redactor));
    if (Array.isArray(result) || Array.isArray(templates) || wasted !== undefined) {
      return [...(wasted === undefined ? mistakes : [wasted]), ...(Array.isArray(result) ? result : [])];
    }
    const warnings = [...manifestWarnings(config.name, found, manifest), ...result.warnings];
    return { config: withRateLimit(config, manifest), package: found, manifest, ...result, warnings, ...templates };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const broken = brokenPlugin(config, found, error, redactor);
    const isConfiguration = error.code === PLUGIN_NOT_FOUND.code || mistakes.length > 0;
    return isConfiguration ? [...mistakes, problemOf(broken, locate)] : broken;
  }
}

/** What it takes to run a plugin in a worker thread is loaded with the first that wants it. */
async function loadIsolated(code: CodeToLoad, options: LoadOptions): Promise<LoadedCode | Problem[]> {
  const { loadIsolatedCode } = await import('../isolation/load-isolated-code.js');
  return loadIsolatedCode(code, options);
}

/** The provider's limit, as the plugin knows it, where the configuration gives none. */
function withRateLimit(config: PluginConfig, { rateLimit }: Manifest): PluginConfig {
  if (rateLimit === undefined || config.lane.rateLimit !== undefined) return config;
  return { ...config, lane: { ...config.lane, rateLimit } };
}
