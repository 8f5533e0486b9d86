import { messageOf } from '@headwind/bus/coded-error';
import type { Log } from '../log/log.js';
import type { PausedChannels } from './paused-channels.js';

/** How soon a channel that was paused at one host is paused at the others. Milliseconds. */
const FOLLOW_EVERY_MS = 2_000;

/**
 * Looks again and again at what was paused and resumed at other hosts.
 *
 * @returns a function that ends it
 */
export function followPauses(paused: Pick<PausedChannels, 'follow'>, log: Log, everyMs = FOLLOW_EVERY_MS): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const follow = async (): Promise<void> => {
    try {
      await paused.follow();
    } catch (error) {
      if (!isOver) log.debug('what other hosts paused could not be read', { error: messageOf(error) });
    }
    if (!isOver) timer = setTimeout(() => void follow(), everyMs).unref();
  };
  timer = setTimeout(() => void follow(), everyMs).unref();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
