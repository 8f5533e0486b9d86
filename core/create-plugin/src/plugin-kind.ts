import { Refusal } from './refusal.js';

/** The kinds of plugin; each has a folder of its own in `template`. The first is what `--yes` takes. */
export const PLUGIN_KINDS = ['channel', 'observer', 'source'] as const;

export type PluginKind = (typeof PLUGIN_KINDS)[number];

/** @throws Refusal where there is no such kind */
export function pluginKindOf(text: string): PluginKind {
  const kind = PLUGIN_KINDS.find((each) => each === text);
  if (kind === undefined) throw new Refusal(`The kind is "${text}"; expected ${PLUGIN_KINDS.join(', ')}.`);
  return kind;
}
