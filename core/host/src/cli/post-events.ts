import { z } from 'zod';
import type { ApiClient } from './api-client.js';

const acceptedSchema = z.object({ events: z.array(z.object({ id: z.string(), duplicate: z.boolean() })) });

/** The events the host stored, in their order. */
export type Accepted = z.infer<typeof acceptedSchema>;

/**
 * Publishes a body of JSON.
 *
 * @throws ApiError when the host is not reached or refuses
 */
export function postEvents(client: ApiClient, body: string): Promise<Accepted> {
  const afterTimeout = 'The event may be stored all the same: give it an --id, and sending it again does no harm.';
  return client.request({ method: 'POST', path: '/v1/events', body, afterTimeout }, acceptedSchema);
}
