import type { ConsumerInfo } from '@nats-io/jetstream';
import { nameOf, tokenOf } from './names.js';
import type { Session } from './session.js';

/** What the names of consumers begin with that are no channel's: no token does. */
export const NO_CHANNEL = '==';

/** https://docs.nats.io/reference/reference-protocols/nats_api_reference#consumers */
interface NamesPage {
  readonly total?: number;
  readonly consumers?: readonly string[] | null;
}

/** The channels that have a consumer on a stream: all that ever had a delivery. */
export async function channelsWith({ nc }: Session, stream: string): Promise<string[]> {
  const channels: string[] = [];
  for (let offset = 0; ; ) {
    const answer = await nc.request(`$JS.API.CONSUMER.NAMES.${stream}`, JSON.stringify({ offset }), { timeout: 3_000 });
    const { total = 0, consumers }: NamesPage = answer.json();
    const names = consumers ?? [];
    channels.push(...names.filter((name) => !name.startsWith(NO_CHANNEL)).map(nameOf));
    offset += names.length;
    if (offset >= total || names.length === 0) return channels;
  }
}

/**
 * What the consumers of a stream say, by their channels. Each is asked for itself: the server's own list of all waits for
 * seconds when one of them was on a server of the cluster that is gone.
 */
export async function consumersOf(
  { jsm }: Session,
  stream: string,
  channels: readonly string[],
): Promise<Map<string, ConsumerInfo>> {
  const infos = await Promise.all(
    channels.map(async (channel) => [channel, await jsm.consumers.info(stream, tokenOf(channel))] as const),
  );
  return new Map(infos);
}
