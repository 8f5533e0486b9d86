import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CodedError, type ErrorEntry } from '@headwind/bus/coded-error';
import type { Manifest, Plugin } from '@headwind/plugin-api';
import { firstLine } from './first-line.js';
import {
  PLUGIN_COMMONJS,
  PLUGIN_DEPENDENCY_MISSING,
  PLUGIN_ENTRY_MISSING,
  PLUGIN_IMPORT_FAILED,
  PLUGIN_IMPORT_TIMEOUT,
} from './loader-errors.js';
import { pluginOf } from './plugin-export.js';
import type { PluginPackage } from './plugin-package.js';
import { thrownAt } from './thrown-at.js';
import { within } from './time-limit.js';

/**
 * Imports the module that the manifest's `entry` names; from here on code of the plugin runs.
 *
 * @param limitMs how long the import may take, in milliseconds: a module may wait at its top level
 * @throws `PLUGIN_ENTRY_MISSING`, `PLUGIN_DEPENDENCY_MISSING`, `PLUGIN_COMMONJS`, `PLUGIN_IMPORT_FAILED`,
 * `PLUGIN_IMPORT_TIMEOUT`, `PLUGIN_EXPORT_MISSING`, `PLUGIN_EXPORT_INVALID`, `PLUGIN_KIND_MISMATCH`
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
  if (!isFile) throw new CodedError(PLUGIN_ENTRY_MISSING, `${where}, does not exist.`);
}

async function importFile(file: string, where: string, limitMs: number): Promise<unknown> {
  const expired = () => new CodedError(PLUGIN_IMPORT_TIMEOUT, `Importing ${where}, took longer than ${limitMs} ms.`);
  return within<unknown>(limitMs, expired, async () => {
    try {
      return await import(pathToFileURL(file).href);
    } catch (error) {
      const place = placeOf(error);
      throw new CodedError(entryFor(error), `Importing ${where}, failed${place}: ${firstLine(error)}.`, {
        cause: error,
        ...(error instanceof SyntaxError && place === '' && { remedy: withoutLine(file) }),
      });
    }
  });
}

/** Node 20 does not say where what it cannot read stands. */
function withoutLine(file: string): string {
  return `\`node --check "${file}"\` shows the line, where it is in that file. ${PLUGIN_IMPORT_FAILED.remedy}`;
}

function placeOf(error: unknown): string {
  const place = thrownAt(error);
  // Where nothing of the plugin ran, the first line is that of the import here.
  return place === undefined || place.startsWith(OWN_FILE) ? '' : ` at ${place}`;
}

const OWN_FILE = fileURLToPath(import.meta.url);

/** What Node's own errors are called where a module that is imported or required cannot be found. */
const NOT_FOUND = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'];

/** What CommonJS code meets first in an ES module, in Node's words. */
const COMMONJS = /^(require|module|exports|__dirname|__filename) is not defined/;

function entryFor(error: unknown): ErrorEntry {
  if (!(error instanceof Error)) return PLUGIN_IMPORT_FAILED;
  if (NOT_FOUND.includes(String(Reflect.get(error, 'code')))) return PLUGIN_DEPENDENCY_MISSING;
  return error.name === 'ReferenceError' && COMMONJS.test(error.message) ? PLUGIN_COMMONJS : PLUGIN_IMPORT_FAILED;
}
