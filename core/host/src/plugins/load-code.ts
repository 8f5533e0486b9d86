import { kindFilter } from '@headwind/bus/router';
import type { Manifest, Plugin } from '@headwind/plugin-api';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { importPlugin } from '@headwind/plugin-loader/import-plugin';
import type { PluginPackage } from '@headwind/plugin-loader/plugin-package';
import { subscriptionOf } from '@headwind/plugin-loader/subscription';
import type { PluginConfig } from '../config/host-config.js';
import type { Locate, Problem } from '../config/problem.js';
import type { Redactor } from '../log/redactor.js';
import { validateSettings } from './plugin-settings.js';

/** A package and its manifest, of which nothing has run yet, and the configuration of one instance. */
export interface CodeToLoad {
  readonly package: PluginPackage;
  readonly manifest: Manifest;
  readonly config: PluginConfig;
}

/** A plugin's code, with what it makes of one instance's configuration. */
export interface LoadedCode {
  readonly plugin: Plugin;
  readonly settings: unknown;
  readonly warnings: readonly string[];
}

/**
 * Imports a plugin in this thread, validates the instance's settings, and asks what it has to say of them.
 *
 * @throws what `importPlugin` throws; `PLUGIN_EXPORT_INVALID`
 */
export async function loadCode(
  { package: found, manifest, config }: CodeToLoad,
  locate: Locate,
  redactor: Redactor,
): Promise<LoadedCode | Problem[]> {
  const plugin = await importPlugin(found, manifest, config.startTimeoutMs);
  const result = await validateSettings(plugin, { config, packageName: found.name }, locate, redactor);
  if (Array.isArray(result)) return result;
  return { plugin, ...result, warnings: warningsOf(plugin, manifest, config, result.settings, redactor) };
}

/** What the plugin says; one that cannot say it refuses nothing, and that is said. */
function warningsOf(
  plugin: Plugin,
  manifest: Manifest,
  { name, when }: PluginConfig,
  settings: unknown,
  redactor: Redactor,
): string[] {
  const said = (warning: string): string => redactor.redact(`${name}: ${warning}`);
  try {
    return (plugin.warnings?.(settings, kindFilter(subscriptionOf(manifest), when)) ?? []).map(said);
  } catch (error) {
    return [said(`the plugin's warnings failed: ${firstLine(error)}; report it to its author`)];
  }
}
