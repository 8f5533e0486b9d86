import type { DeliveryQueue } from '@headwind/bus/queue';

/** A channel that the configuration does not have, and how many deliveries wait for it. */
export interface ForgottenChannel {
  readonly channel: string;
  readonly pending: number;
}

/** What is stored for a channel that was renamed or removed waits for it, and counts towards `queue.maxPending`. */
export async function forgottenChannels(
  queue: Pick<DeliveryQueue, 'depths'>,
  configured: readonly { readonly name: string }[],
): Promise<ForgottenChannel[]> {
  const depths = [...(await queue.depths())];
  return depths
    .filter(([channel, { pending }]) => pending > 0 && !configured.some(({ name }) => name === channel))
    .map(([channel, { pending }]) => ({ channel, pending }));
}

export function forgottenText({ channel, pending }: ForgottenChannel): string {
  return `${pending} deliveries wait for the channel ${channel}, which the configuration does not have`;
}
