import { isCodedError } from '@headwind/bus/coded-error';
import type { Manifest, Plugin } from '@headwind/plugin-api';
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
import { type CodeToLoad, type LoadedCode, loadCode } from './load-code.js';

/** One instance, ready to be created. */
export interface LoadedPlugin {
  readonly config: PluginConfig;
  readonly package: PluginPackage;
  readonly manifest: Manifest;
  readonly plugin: Plugin;
  /** The instance's `config`, validated and frozen: what becomes `ctx.config`. An isolated instance has it in its worker. */
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
 * manifest, imports it, validates; the last two in a worker thread where the instance is isolated. Starts nothing, so
 * `check` and start-up both run it.
 */
export async function loadPlugin(config: PluginConfig, options: LoadOptions): Promise<LoadedPlugin | Problem[]> {
  const { locate, redactor } = options;
  const templates = await loadTemplates(config, locate, redactor);
  const mistakes = Array.isArray(templates) ? templates : [];
  try {
    const found = await findPlugin(config.use, options);
    const manifest = readManifest(found);
    const wasted = templatesWithoutEffect(config, manifest, locate);
    const code = { package: found, manifest, config };
    const result = await (config.isolation.type === 'worker'
      ? loadIsolated(code, options)
      : loadCode(code, locate, redactor));
    if (Array.isArray(result) || Array.isArray(templates) || wasted !== undefined) {
      return [...(wasted === undefined ? mistakes : [wasted]), ...(Array.isArray(result) ? result : [])];
    }
    return { config: withRateLimit(config, manifest), package: found, manifest, ...result, ...templates };
  } catch (error) {
    return [...mistakes, problemOf(error, config, options)];
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
