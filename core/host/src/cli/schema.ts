import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf } from '@headwind/bus/coded-error';
import { type PluginOrigin, packageOfShortName } from '@headwind/plugin-loader/plugin-folders';
import { CONFIG_NOT_FOUND, CONFIG_SYNTAX } from '../config/config-errors.js';
import { loadConfig } from '../config/load-config.js';
import { OWN_PLUGINS } from '../config/plugin-schema.js';
import { formatProblems } from '../config/problem-report.js';
import { editorPlugins } from '../editor-schema/editor-plugins.js';
import { editorSchema } from '../editor-schema/editor-schema.js';
import { installedPlugins } from '../editor-schema/installed-plugins.js';
import { pluginOrigin } from '../plugins/plugin-origin.js';
import type { HostOptions } from '../prepare.js';
import { type ExitCode, OK, WRONG_USAGE } from './exit-code.js';
import { UsageError } from './report-error.js';
import type { SchemaFlags } from './schema-command.js';
import type { Terminal } from './terminal.js';

/** Prints or writes the JSON Schema of the configuration file, for editors; runs nothing of a plugin. */
export async function schema(options: HostOptions, flags: SchemaFlags, terminal: Terminal): Promise<ExitCode> {
  const { output, bundled = false } = flags;
  const { stdout, stderr, cwd } = terminal;
  const search = bundled ? await bundledPlugins() : await visiblePlugins(options, terminal);
  if (search === undefined) return WRONG_USAGE;
  const { plugins, notes } = await editorPlugins(search.uses, search.origin);
  const text = `${JSON.stringify(editorSchema(plugins), undefined, 2)}\n`;
  if (output === undefined) {
    stdout.write(text);
  } else {
    await writeOutput(resolve(cwd, output), text);
    stdout.write(`wrote ${output} for ${plugins.map(({ uses }) => uses[0]).join(', ')}\n`);
  }
  for (const note of notes) stderr.write(`note: ${note}\n`);
  return OK;
}

interface Search {
  readonly uses: readonly string[];
  readonly origin: PluginOrigin;
}

/** The plugins of this project that are installed beside the host. */
async function bundledPlugins(): Promise<Search> {
  const origin = { configFolder: import.meta.dirname, workingFolder: import.meta.dirname };
  const own = new Set(OWN_PLUGINS.flatMap((name) => [name, packageOfShortName(name)]));
  const uses = await installedPlugins(origin);
  return { uses: uses.filter((use) => own.has(use)), origin };
}

/** Those that are installed and those that the configuration uses, as far as it can be read; a file that is named must be there. */
async function visiblePlugins(options: HostOptions, { stderr }: Terminal): Promise<Search | undefined> {
  const { problems, checkable, folder } = await loadConfig(options);
  const unreadable = problems.filter(({ code }) => code === CONFIG_NOT_FOUND.code || code === CONFIG_SYNTAX.code);
  if (unreadable.length > 0) stderr.write(`${formatProblems(unreadable)}\n`);
  if (unreadable.some(({ code }) => code === CONFIG_NOT_FOUND.code)) return undefined;
  const origin = pluginOrigin(folder, options);
  const used = checkable.map(({ use }) => use);
  return { uses: [...new Set([...(await installedPlugins(origin)), ...used])], origin };
}

async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`--output ${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
