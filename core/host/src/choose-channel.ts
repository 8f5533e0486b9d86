import { CodedError } from '@headwind/bus/coded-error';
import { nearestName } from '@headwind/bus/nearest-name';
import { CHANNEL_NOT_FOUND } from './config/config-errors.js';
import { foundText } from './config/found.js';
import type { PreparedPlugin } from './plugins/load-plugin.js';

/**
 * The channel of this name.
 *
 * @throws `CHANNEL_NOT_FOUND`; it names the channels there are, and the nearest
 */
export function chooseChannel(name: string, plugins: readonly PreparedPlugin[]): PreparedPlugin {
  const chosen = plugins.find(({ config }) => config.name === name);
  if (chosen?.manifest.kind === 'channel') return chosen;
  const channels = plugins.filter(({ manifest }) => manifest.kind === 'channel').map(({ config }) => config.name);
  const known =
    channels.length === 0 ? 'The configuration has no channel.' : `The channels are ${channels.join(', ')}.`;
  if (chosen !== undefined) {
    const article = /^[aeiou]/.test(chosen.manifest.kind) ? 'an' : 'a';
    throw new CodedError(CHANNEL_NOT_FOUND, `${name} is ${article} ${chosen.manifest.kind}, not a channel.`, {
      remedy: known,
    });
  }
  const nearest = nearestName(name, channels);
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  throw new CodedError(CHANNEL_NOT_FOUND, `There is no channel ${foundText(name)}.`, { remedy: `${known}${hint}` });
}
