import { eventFilter, kindFilter } from '@headwind/bus/router';
import type { HeadwindEvent } from '@headwind/plugin-api';
import { subscriptionOf } from '@headwind/plugin-loader/subscription';
import type { PreparedPlugin } from './plugins/load-plugin.js';

/** What keeps an event from a channel: its plugin's manifest, or `when` of the configuration. */
export type LeftOutBy = 'manifest' | 'when';

/**
 * What keeps an event from a channel, undefined when nothing does.
 *
 * @param judgeBy `kind`: as if the event's workload and policy were such that `when` takes them, for an event that is made up
 */
export function leftOutBy(
  { manifest, config: { when } }: Pick<PreparedPlugin, 'manifest' | 'config'>,
  event: HeadwindEvent,
  judgeBy: 'kind' | 'event',
): LeftOutBy | undefined {
  const subscribes = subscriptionOf(manifest);
  if (!kindFilter(subscribes, {})(event.kind)) return 'manifest';
  const taken = judgeBy === 'kind' ? kindFilter(subscribes, when)(event.kind) : eventFilter(subscribes, when)(event);
  return taken ? undefined : 'when';
}
