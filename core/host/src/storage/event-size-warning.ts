import type { ConnectionStatus } from '@headwind/queue-nats';
import { sizeText } from '../config/size.js';

/**
 * What an operator has to know when the server of the queue takes smaller events than this host does over HTTP.
 *
 * @param bodyLimit the largest body that may be posted, and so the largest event. Bytes
 */
export function eventSizeWarning(
  { maxPayload, largestEvent }: Extract<ConnectionStatus, { state: 'connected' }>,
  bodyLimit: number,
): string | undefined {
  if (bodyLimit <= largestEvent) return undefined;
  const needed = bodyLimit + maxPayload - largestEvent;
  return `the NATS server takes messages of at most ${maxPayload} bytes (max_payload), and so events of at most ${largestEvent}; server.bodyLimit lets in events of ${bodyLimit} bytes (${sizeText(bodyLimit)}), and a larger one than the server takes is refused with EVENT_TOO_LARGE: set max_payload of the server to ${needed} or more, or server.bodyLimit to ${largestEvent} or less`;
}
