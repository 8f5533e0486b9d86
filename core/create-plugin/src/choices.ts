import { basename, resolve } from 'node:path';
import type { Arguments } from './arguments.js';
import { PLUGIN_KINDS, type PluginKind, pluginKindOf } from './plugin-kind.js';
import { type PluginName, pluginNameOf } from './plugin-name.js';
import type { Questions } from './questions.js';
import { Refusal } from './refusal.js';
import type { PluginToWrite } from './write-plugin.js';

/**
 * What to write: as the flags say, and the rest as it is answered.
 *
 * @param questions undefined where nobody is to be asked
 * @throws Refusal where a flag is wrong, or missing with nobody to ask
 */
export async function choicesOf(said: Arguments, cwd: string, questions?: Questions): Promise<PluginToWrite> {
  // Flags are checked before anything is asked.
  const saidName = said.name === undefined ? undefined : pluginNameOf(said.name);
  const saidKind = said.kind === undefined ? undefined : pluginKindOf(said.kind);
  const name = saidName ?? (await chosenName(said, cwd, questions));
  const kind = saidKind ?? (await chosenKind(said, questions));
  return { name, kind, folder: resolve(cwd, said.folder ?? basename(name.package)) };
}

async function chosenName({ folder }: Arguments, cwd: string, questions?: Questions): Promise<PluginName> {
  const usual = folder === undefined ? undefined : basename(resolve(cwd, folder));
  if (questions !== undefined) {
    return questions.ask({ text: 'Name', ...(usual !== undefined && { usual }), read: pluginNameOf });
  }
  if (usual === undefined) throw new Refusal('There is no name, and no terminal to ask at. Say --name team-chat.');
  return pluginNameOf(usual);
}

async function chosenKind({ yes }: Arguments, questions?: Questions): Promise<PluginKind> {
  const [usual] = PLUGIN_KINDS;
  if (questions !== undefined) {
    return questions.ask({ text: `Kind: ${PLUGIN_KINDS.join(', ')}`, usual, read: pluginKindOf });
  }
  if (!yes) throw new Refusal('There is no kind, and no terminal to ask at. Say --kind channel, or --yes for that.');
  return usual;
}
