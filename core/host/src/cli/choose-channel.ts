import { nearestName } from '@headwind/bus/nearest-name';
import type { LoadedPlugin } from '../plugins/load-plugin.js';
import { UsageError } from './report-error.js';

/**
 * The channel of this name.
 *
 * @throws UsageError when there is none; it names those there are, and the nearest
 */
export function chooseChannel(name: string, plugins: readonly LoadedPlugin[]): LoadedPlugin {
  const chosen = plugins.find(({ config }) => config.name === name);
  if (chosen?.manifest.kind === 'channel') return chosen;
  const channels = plugins.filter(({ manifest }) => manifest.kind === 'channel').map(({ config }) => config.name);
  const known =
    channels.length === 0 ? 'The configuration has no channel.' : `The channels are ${channels.join(', ')}.`;
  if (chosen !== undefined) {
    const article = /^[aeiou]/.test(chosen.manifest.kind) ? 'an' : 'a';
    throw new UsageError(`${name} is ${article} ${chosen.manifest.kind}, not a channel. ${known}`);
  }
  const nearest = nearestName(name, channels);
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  throw new UsageError(`there is no channel ${JSON.stringify(name)}. ${known}${hint}`);
}
