import { isCodedError } from '@headwind/bus/coded-error';
import { kindFilter } from '@headwind/bus/router';
import type { Manifest, Plugin } from '@headwind/plugin-api';
import { findPlugin } from '@headwind/plugin-loader/find-plugin';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { importPlugin } from '@headwind/plugin-loader/import-plugin';
import type { PluginOrigin } from '@headwind/plugin-loader/plugin-folders';
import type { PluginPackage } from '@headwind/plugin-loader/plugin-package';
import { readManifest } from '@headwind/plugin-loader/read-manifest';
import { subscriptionOf } from '@headwind/plugin-loader/subscription';
import type { PluginConfig } from '../config/host-config.js';
import type { Locate, Problem } from '../config/problem.js';
import type { Redactor } from '../log/redactor.js';
import { loadTemplates } from '../templates/load-templates.js';
import type { TemplatesByKind } from '../templates/templates-by-kind.js';
import { templatesWithoutEffect } from '../templates/templates-without-effect.js';
import { validateSettings } from './plugin-settings.js';

/** One instance, ready to be created. */
export interface LoadedPlugin {
  readonly config: PluginConfig;
  readonly package: PluginPackage;
  readonly manifest: Manifest;
  readonly plugin: Plugin;
  /** The instance's `config`, validated and frozen: what becomes `ctx.config`. */
  readonly settings: unknown;
  /** What `ctx.describe` applies; none where the configuration gives none. */
  readonly templates?: TemplatesByKind;
  /** What the plugin says of these settings although they are right, one sentence each. */
  readonly warnings: readonly string[];
}

export interface LoadOptions extends PluginOrigin {
  readonly locate: Locate;
  /** Learns the instance's secrets. */
  readonly redactor: Redactor;
}

/**
 * From the configuration of one instance to a plugin with validated settings and templates: finds the package, reads its
 * manifest, imports it, validates. Starts nothing, so `check` and start-up both run it.
 */
export async function loadPlugin(config: PluginConfig, options: LoadOptions): Promise<LoadedPlugin | Problem[]> {
  const { locate, redactor } = options;
  const templates = await loadTemplates(config, locate, redactor);
  const mistakes = Array.isArray(templates) ? templates : [];
  try {
    const found = await findPlugin(config.use, options);
    const manifest = readManifest(found);
    const wasted = templatesWithoutEffect(config, manifest, locate);
    const plugin = await importPlugin(found, manifest, config.startTimeoutMs);
    const result = await validateSettings(plugin, config, locate, redactor);
    if (Array.isArray(result) || Array.isArray(templates) || wasted !== undefined) {
      return [...(wasted === undefined ? mistakes : [wasted]), ...(Array.isArray(result) ? result : [])];
    }
    const warnings = warningsOf(plugin, manifest, config, result.settings, redactor);
    const paced = withRateLimit(config, manifest);
    return { config: paced, package: found, manifest, plugin, ...result, ...templates, warnings };
  } catch (error) {
    return [...mistakes, problemOf(error, config, options)];
  }
}

/** The provider's limit, as the plugin knows it, where the configuration gives none. */
function withRateLimit(config: PluginConfig, { rateLimit }: Manifest): PluginConfig {
  if (rateLimit === undefined || config.lane.rateLimit !== undefined) return config;
  return { ...config, lane: { ...config.lane, rateLimit } };
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

/** Whatever is wrong with a plugin itself is a problem of the line that asks for it. */
function problemOf(error: unknown, config: PluginConfig, { locate, redactor }: LoadOptions): Problem {
  if (!isCodedError(error)) throw error;
  const path = ['plugins', config.name, 'use'];
  const position = locate(path);
  return {
    code: error.code,
    path,
    ...(position !== undefined && { position }),
    message: redactor.redact(error.found),
    remedy: error.remedy,
  };
}
