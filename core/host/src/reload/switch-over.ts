import type { HostedInstance } from '../hosted-instance.js';
import { isRefiltered, isRepaced } from './reload-plan.js';
import { type Coming, isOf, type Staying } from './reload-work.js';

/** The new instance goes on where the old one ends; an observer at once, so that nothing is observed by both or by neither. */
export async function switchOver({ from, to }: Coming): Promise<void> {
  const disconnected = from?.hosted?.disconnect();
  if (isOf('channel')(to)) await disconnected;
  to.hosted?.connect();
  await disconnected;
  await from?.hosted?.stop();
}

/** The routing of a channel has changed already. */
export async function reconfigure({ change, to: { loaded, hosted } }: Staying): Promise<void> {
  const isChannel = loaded.manifest.kind === 'channel';
  if (isChannel ? isRepaced(change) : isRefiltered(change)) await hosted?.reconfigure(loaded);
}

/** Takes no part any more, and stops. */
export async function end(hosted: HostedInstance | undefined): Promise<void> {
  await hosted?.disconnect();
  await hosted?.stop();
}
