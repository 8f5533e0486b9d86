import { readFile } from 'node:fs/promises';
import { isCodedError } from '@headwind/bus/coded-error';
import { isMapping } from '@headwind/plugin-loader/mapping';
import { type PluginPackage, readPackage } from '@headwind/plugin-loader/plugin-package';
import { UsageError } from '../report-error.js';

/**
 * Whether a folder holds what can be built and run as a plugin at all. What is wrong with its manifest is no matter here:
 * the author is about to mend it.
 *
 * @throws UsageError when it has no package.json, no manifest, or no script `build`
 */
export async function checkDeveloped(folder: string): Promise<void> {
  let found: PluginPackage | undefined;
  try {
    found = await readPackage(folder);
  } catch (error) {
    if (isCodedError(error)) return;
    throw error;
  }
  if (found === undefined) {
    throw new UsageError(`${folder} has no package.json: name the folder that holds the plugin's.`);
  }
  if (found.manifest === undefined) {
    throw new UsageError(`${found.file} has no key "headwind", which is the manifest of a plugin: add one.`);
  }
  if (!(await hasBuildScript(found.file))) {
    throw new UsageError(
      `${found.file} has no script "build", which is run after every save: add one to "scripts". Where nothing is to be built, let it check the code: "node --check plugin.js".`,
    );
  }
}

async function hasBuildScript(file: string): Promise<boolean> {
  const content: unknown = JSON.parse(await readFile(file, 'utf8'));
  return isMapping(content) && isMapping(content.scripts) && typeof content.scripts.build === 'string';
}

/** What the host needs to know of the plugin, read anew for every start. */
export interface Developed {
  readonly name: string;
  readonly version: string;
  /** `example` of the manifest; undefined where there is none. */
  readonly example: unknown;
}

/** @throws `MANIFEST_INVALID` when package.json cannot be read; UsageError when it is gone */
export async function readDeveloped(folder: string): Promise<Developed> {
  const found = await readPackage(folder);
  if (found === undefined) throw new UsageError(`${folder} has no package.json any more.`);
  const { name, version, manifest } = found;
  return { name, version, example: isMapping(manifest) ? manifest.example : undefined };
}
