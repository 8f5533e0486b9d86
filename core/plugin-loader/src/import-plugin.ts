import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CodedError } from '@headwind/bus/coded-error';
import type { Manifest, Plugin } from '@headwind/plugin-api';
import { firstLine } from './first-line.js';
import { PLUGIN_IMPORT_FAILED } from './loader-errors.js';
import { pluginOf } from './plugin-export.js';
import type { PluginPackage } from './plugin-package.js';
import { within } from './time-limit.js';

/**
 * Imports the module that the manifest's `entry` names; from here on code of the plugin runs.
 *
 * @param limitMs how long the import may take, in milliseconds: a module may wait at its top level
 * @throws `PLUGIN_IMPORT_FAILED`, `PLUGIN_EXPORT_INVALID`
 */
export async function importPlugin(found: PluginPackage, manifest: Manifest, limitMs: number): Promise<Plugin> {
  const file = join(found.folder, manifest.entry);
  const where = `${file}, the entry of ${found.name}`;
  await checkIsFile(file, where);
  return pluginOf(await importFile(file, where, limitMs), manifest.kind, where);
}

async function checkIsFile(file: string, where: string): Promise<void> {
  const isFile = await stat(file).then(
    (entry) => entry.isFile(),
    () => false,
  );
  if (isFile) return;
  throw new CodedError(PLUGIN_IMPORT_FAILED, `${where}, does not exist.`, {
    remedy: 'Build the package if it is your own; otherwise install it again, or report it to its author.',
  });
}

async function importFile(file: string, where: string, limitMs: number): Promise<unknown> {
  const expired = () =>
    new CodedError(PLUGIN_IMPORT_FAILED, `Importing ${where}, took longer than ${limitMs} ms.`, {
      remedy: 'A plugin must not wait at the top level of its module; report it to its author.',
    });
  return within<unknown>(limitMs, expired, async () => {
    try {
      return await import(pathToFileURL(file).href);
    } catch (error) {
      throw new CodedError(PLUGIN_IMPORT_FAILED, `Importing ${where}, failed: ${firstLine(error)}.`, { cause: error });
    }
  });
}
