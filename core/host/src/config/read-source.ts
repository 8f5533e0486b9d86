import { dirname, resolve } from 'node:path';
import { fromEnvironment, fromOperatorFile } from './channel-sources.js';
import { CHANNEL_VARIABLES } from './channel-variables.js';
import { CONFIG_NOT_FOUND } from './config-errors.js';
import { type ConfigFiles, readConfigFile } from './config-files.js';
import { defaultFileUnread } from './default-file-unread.js';
import { type Problem, problemAt } from './problem.js';
import { fromProgram } from './program-source.js';
import { resolveReferences } from './references.js';
import { type Source, withoutEmptyKeys } from './source.js';
import { type SourceOptions, sourcePlace } from './source-place.js';
import { unknownVariables, type VariablesRead } from './unknown-variables.js';
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

export interface ReadOptions extends SourceOptions {
  /** What a program says in place of every file. */
  readonly given?: unknown;
  /** Variables that references may name; those of `env` say something by themselves. @defaultValue `env` */
  readonly referable?: NodeJS.ProcessEnv;
}

/** What a program says itself, else the file of `sourcePlace`, else the specification's variables, else the embedded defaults. */
export async function readSource(options: ReadOptions): Promise<ReadSource> {
  const { given, env, referable = env } = options;
  const cwd = resolve(options.cwd);
  if (given !== undefined) return fromProgram(given, referable, cwd);
  const { format, name, by, isNamed, passedOver } = sourcePlace(options);
  const path = resolve(cwd, name);
  const folder = dirname(path);
  const reading = await readConfigFile(path);
  const files: ConfigFiles = new Map([[path, reading.state]]);
  if (!('text' in reading)) {
    if (!isNamed && reading.code === 'ENOENT') {
      const { warnings, ...rest } = fromEnvironment(env);
      return { ...rest, warnings: [...warnings, ...unknownVariables(env, CHANNELS_TOO)], folder: cwd, files };
    }
    const reason = reading.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${reading.code})`;
    const problem = problemAt(CONFIG_NOT_FOUND, [by], `configuration file ${path}: ${reason}`);
    return { ...unreadable([{ ...problem, remedy: CONFIG_NOT_FOUND.remedy }]), folder, files };
  }
  const { text } = reading;
  const read =
    format === 'operator'
      ? fromOperator({ name, path, text }, env)
      : await fromText({ name, path, text }, env, referable);
  const { referred, warnings, ...rest } = read;
  const unread = by === 'HEADWIND_OPERATOR_CONFIG' ? await defaultFileUnread(path, cwd) : [];
  return {
    ...rest,
    warnings: [...passedOver, ...unread, ...warnings],
    folder,
    files: new Map([...files, ...referred]),
  };
}

const NO_FILES: ConfigFiles = new Map();

/** Without a `headwind.yaml`. */
const CHANNELS_TOO: VariablesRead = { referred: [], makeChannels: true };

interface NamedFile {
  /** As it was given, for positions. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

type FromText = Omit<ReadSource, 'folder' | 'files'> & { readonly referred: ConfigFiles };

function fromOperator(file: NamedFile, env: NodeJS.ProcessEnv): FromText {
  const { warnings, ...rest } = fromOperatorFile(file, env);
  return { ...rest, warnings: [...warnings, ...unknownVariables(env, CHANNELS_TOO)], referred: NO_FILES };
}

async function fromText(
  { name, path, text }: NamedFile,
  env: NodeJS.ProcessEnv,
  referable: NodeJS.ProcessEnv,
): Promise<FromText> {
  const { tree: yaml, problems, locate } = parseYaml(name, text);
  if (yaml === undefined) return { ...unreadable(problems), referred: NO_FILES };
  const written = withoutEmptyKeys(yaml);
  const resolved = await resolveReferences(written, { env: referable, folder: dirname(path), locate });
  return {
    source: {
      origin: { type: 'file', path },
      written,
      tree: resolved.tree,
      references: resolved.places,
      locate,
      attribute: (problem) => problem,
    },
    problems: [...problems, ...resolved.problems],
    warnings: [
      ...variablesPassedOver(env, resolved.variables),
      ...unknownVariables(env, { referred: resolved.variables, makeChannels: false }),
    ],
    secrets: resolved.secrets,
    referred: resolved.files,
  };
}

function unreadable(problems: readonly Problem[]): Omit<ReadSource, 'folder' | 'files'> {
  return { source: undefined, problems, warnings: [], secrets: [] };
}

/** Variables that make channels where there is no file, and that this file does not refer to either. */
function variablesPassedOver(env: NodeJS.ProcessEnv, referred: readonly string[]): string[] {
  const names = CHANNEL_VARIABLES.filter((name) => (env[name] ?? '') !== '' && !referred.includes(name));
  return names.length === 0 ? [] : [`with a configuration file, these variables are not read: ${names.join(', ')}`];
}
