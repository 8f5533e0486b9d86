import { type ChannelSettings, ofSetting } from './channel-settings.js';
import { variableOf } from './channel-variables.js';
import { channelsFromSettings } from './environment-channels.js';
import { CONFIG_API_VERSION } from './host-schema.js';
import { mergeProblems } from './merge-problems.js';
import { parseOperatorFile } from './operator-file.js';
import { operatorSettings } from './operator-settings.js';
import type { Locate, Problem } from './problem.js';
import type { Source } from './source.js';

/** Channels that no `headwind.yaml` asks for. */
export interface ChannelSource {
  /** Undefined when a file could not be read at all. */
  readonly source: Source | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly secrets: readonly string[];
}

/** The specification's counters are there without a file as well. */
const METRICS = { metrics: { use: 'metrics' } };

const NOWHERE: Locate = () => undefined;

/** The specification's variables, else the embedded defaults. */
export function fromEnvironment(env: NodeJS.ProcessEnv): ChannelSource {
  const settings: ChannelSettings = { values: env, keys: new Map() };
  const { plugins, ...rest } = channelsFromSettings(settings);
  if (Object.keys(plugins).length > 0 || rest.problems.length > 0) {
    const attribute = (problem: Problem) => ofSetting(problem, settings);
    return { source: sourceOf({ type: 'environment' }, { ...plugins, ...METRICS }, { attribute }), ...rest };
  }
  const defaults = { console: { use: 'console' }, samples: { use: 'samples' }, ...METRICS };
  return { source: sourceOf({ type: 'defaults' }, defaults), ...rest };
}

export interface OperatorFile {
  /** As it was given, for positions. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** The operator's file, and the specification's variables where it says nothing. */
export function fromOperatorFile({ name, path, text }: OperatorFile, env: NodeJS.ProcessEnv): ChannelSource {
  const file = parseOperatorFile(name, text);
  if (file.tree === undefined) return { source: undefined, problems: file.problems, warnings: [], secrets: [] };
  const { settings, ...read } = operatorSettings(file, env);
  const { plugins, ...made } = channelsFromSettings(settings);
  const problems = mergeProblems([...file.problems, ...read.problems], made.problems);
  const isSilent = Object.keys(plugins).length === 0 && problems.length === 0;
  return {
    source: sourceOf(
      { type: 'operator', path },
      { ...plugins, ...METRICS },
      {
        locate: locateIn(settings, file.locate),
        attribute: (problem) => ofSetting(problem, settings),
      },
    ),
    problems,
    warnings: [...read.warnings, ...made.warnings, ...(isSilent ? [SILENT] : [])],
    secrets: [...read.secrets, ...made.secrets],
  };
}

const SILENT = "the operator's file enables no channel: events are taken and stored, and go to nobody";

/** Where a place of the channels stands in the operator's file: undefined for what comes from a variable. */
function locateIn({ keys }: ChannelSettings, locate: Locate): Locate {
  const sections = new Set([...keys.values()].map(({ path: [section] }) => section));
  return ([, name, part, key]) => {
    const variable = part === 'config' ? variableOf(name, key) : undefined;
    if (variable !== undefined) return keys.get(variable)?.position;
    return name !== undefined && sections.has(name) ? locate([name], 'key') : undefined;
  };
}

function sourceOf(
  origin: Source['origin'],
  plugins: Readonly<Record<string, unknown>>,
  { locate = NOWHERE, attribute = (problem) => problem }: Partial<Pick<Source, 'locate' | 'attribute'>> = {},
): Source {
  const written = { apiVersion: CONFIG_API_VERSION, plugins };
  return { origin, written, tree: written, references: [], locate, attribute };
}
