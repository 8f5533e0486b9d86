import { QUEUE_UNAVAILABLE } from '@headwind/bus/errors';

/**
 * Why nothing can be stored at the moment, for anybody who asks: without addresses, and without what the server said; the log
 * has both.
 *
 * @param code of the error of the connection
 */
export function serverTrouble(code: string): string {
  if (code === QUEUE_UNAVAILABLE.code) return 'The server of the queue is not reachable.';
  return `The server of the queue cannot be used (${code}); see the log.`;
}
