import { nearestName } from '@headwind/bus/nearest-name';
import type { ApiClient } from './api-client.js';
import { ApiError } from './api-error.js';
import { channelsSchema } from './api-shapes.js';
import { printableLine } from './printable.js';

/**
 * For a condition that matched nothing: whether its channel is misspelt.
 *
 * @param channel of `--channel`
 * @returns what to say of it; undefined where there is such a channel, where no channel was asked for, or where the host
 * does not tell
 */
export async function unknownChannel(channel: string | undefined, client: ApiClient): Promise<string | undefined> {
  if (channel === undefined) return undefined;
  const known = await channelNames(client);
  if (known === undefined || known.includes(channel)) return undefined;
  const found = `the configuration has no channel ${quoted(channel)}`;
  const nearest = nearestName(channel, known);
  if (nearest !== undefined) return `${found}; did you mean ${quoted(nearest)}?`;
  return known.length === 0 ? found : `${found}; known are ${printableLine(known.join(', '))}`;
}

/** What the command was asked is done by now, so an error here is none of its own. */
async function channelNames(client: ApiClient): Promise<readonly string[] | undefined> {
  try {
    const { channels } = await client.request({ path: '/v1/channels' }, channelsSchema);
    return channels.map(({ name }) => name);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function quoted(name: string): string {
  return `"${printableLine(name)}"`;
}
