import { type CodedError, codedAgain } from '@headwind/bus/coded-error';
import { PLUGIN_KIND_MISMATCH } from '@headwind/plugin-loader/errors';
import type { PluginPackage } from '@headwind/plugin-loader/plugin-package';
import { type PartialManifest, readableManifest } from '@headwind/plugin-loader/read-manifest';
import type { PluginConfig } from '../config/host-config.js';
import type { Locate, Problem } from '../config/problem.js';
import type { Redactor } from '../log/redactor.js';
import type { FoundPlugin } from './load-plugin.js';

/** One instance whose package is broken: it fails when it is to start, and no other does. */
export interface BrokenPlugin extends FoundPlugin {
  /** As much as can be read. */
  readonly manifest: PartialManifest;
  readonly plugin?: undefined;
  readonly fault: CodedError;
}

/** @param found undefined where not even its package.json can be read */
export function brokenPlugin(
  config: PluginConfig,
  found: PluginPackage | undefined,
  error: CodedError,
  redactor: Redactor,
): BrokenPlugin {
  const from = found ?? { folder: '', file: '', name: config.use, version: 'unknown', manifest: undefined };
  const readable = readableManifest(from);
  // Where the manifest and the plugin contradict each other, nobody knows which kind is meant.
  const manifest = error.code === PLUGIN_KIND_MISMATCH.code ? { ...readable, kind: 'channel' as const } : readable;
  const fault = codedAgain(error, redactor.redact(error.found), { cause: error.cause });
  return { config, package: from, manifest, warnings: [], fault };
}

/** Whatever is wrong with a plugin itself is a problem of the line that asks for it. */
export function problemOf({ config, fault }: BrokenPlugin, locate: Locate): Problem {
  const path = ['plugins', config.name, 'use'];
  const position = locate(path);
  return {
    code: fault.code,
    path,
    ...(position !== undefined && { position }),
    message: fault.found,
    remedy: fault.remedy,
  };
}
