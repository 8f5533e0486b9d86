import { dirname, resolve } from 'node:path';
import { CONFIG_NOT_FOUND } from './config-errors.js';
import { type ConfigFiles, readConfigFile } from './config-files.js';
import { DEFAULT_CONFIG_FILE } from './defaults.js';
import { CHANNEL_VARIABLES, channelsFromEnvironment } from './environment-channels.js';
import { CONFIG_API_VERSION } from './host-schema.js';
import { type Locate, type Problem, problemAt } from './problem.js';
import { resolveReferences } from './references.js';
import { type Source, withoutEmptyKeys } from './source.js';
import { parseYaml } from './yaml-file.js';

/** Where the configuration comes from, as far as it could be read. */
export interface ReadSource {
  /** Undefined when a file could not be read at all. */
  readonly source: Source | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly secrets: readonly string[];
  /** Where relative paths begin: the folder of the file, else the working directory. */
  readonly folder: string;
  /** The configuration file, also where it is missing, and those that it refers to. */
  readonly files: ConfigFiles;
}

/** Where to look: `--config`, else HEADWIND_CONFIG, else `headwind.yaml` in the working directory, else no file. */
export interface SourcePlace {
  readonly file?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

export async function readSource({ file, env, cwd }: SourcePlace): Promise<ReadSource> {
  const folder = resolve(cwd);
  const variable = env.HEADWIND_CONFIG || undefined;
  const name = file ?? variable ?? DEFAULT_CONFIG_FILE;
  const path = resolve(folder, name);
  const reading = await readConfigFile(path);
  const files: ConfigFiles = new Map([[path, reading.state]]);
  if ('text' in reading) return fromText(name, path, reading.text, env, files);
  const isNamed = file !== undefined || variable !== undefined;
  if (!isNamed && reading.code === 'ENOENT') return { ...fromEnvironment(env, folder), files };
  const by = file !== undefined ? '--config' : isNamed ? 'HEADWIND_CONFIG' : DEFAULT_CONFIG_FILE;
  const reason = reading.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${reading.code})`;
  const problem = problemAt(CONFIG_NOT_FOUND, [by], `configuration file ${path}: ${reason}`);
  return { ...unreadable([{ ...problem, remedy: CONFIG_NOT_FOUND.remedy }], dirname(path)), files };
}

/** @param name the file's name as it was given, for positions */
async function fromText(
  name: string,
  path: string,
  text: string,
  env: NodeJS.ProcessEnv,
  files: ConfigFiles,
): Promise<ReadSource> {
  const folder = dirname(path);
  const { tree: yaml, problems, locate } = parseYaml(name, text);
  if (yaml === undefined) return { ...unreadable(problems, folder), files };
  const written = withoutEmptyKeys(yaml);
  const resolved = await resolveReferences(written, { env, folder, locate });
  return {
    source: {
      origin: { type: 'file', path },
      written,
      tree: resolved.tree,
      references: resolved.places,
      locate,
    },
    problems: [...problems, ...resolved.problems],
    warnings: passedOver(env, resolved.variables),
    secrets: resolved.secrets,
    folder,
    files: new Map([...files, ...resolved.files]),
  };
}

function unreadable(problems: readonly Problem[], folder: string): Omit<ReadSource, 'files'> {
  return { source: undefined, problems, warnings: [], secrets: [], folder };
}

/** Variables that make channels where there is no file, and that this file does not refer to either. */
function passedOver(env: NodeJS.ProcessEnv, referred: readonly string[]): string[] {
  const names = CHANNEL_VARIABLES.filter((name) => (env[name] ?? '') !== '' && !referred.includes(name));
  return names.length === 0 ? [] : [`with a configuration file, these variables are not read: ${names.join(', ')}`];
}

/** The specification's counters are there without a file as well. */
const METRICS = { metrics: { use: 'metrics' } };

function fromEnvironment(env: NodeJS.ProcessEnv, cwd: string): Omit<ReadSource, 'files'> {
  const { plugins, ...rest } = channelsFromEnvironment(env);
  if (Object.keys(plugins).length > 0 || rest.problems.length > 0) {
    return { source: withoutFile({ type: 'environment' }, { ...plugins, ...METRICS }), ...rest, folder: cwd };
  }
  const defaults = { console: { use: 'console' }, samples: { use: 'samples' }, ...METRICS };
  return { source: withoutFile({ type: 'defaults' }, defaults), ...rest, folder: cwd };
}

const NOWHERE: Locate = () => undefined;

function withoutFile(origin: Source['origin'], plugins: Readonly<Record<string, unknown>>): Source {
  const written = { apiVersion: CONFIG_API_VERSION, plugins };
  return { origin, written, tree: written, references: [], locate: NOWHERE };
}
