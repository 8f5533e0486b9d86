import { UsageError } from './report-error.js';

/**
 * Where the API has a delivery. The id is one segment of the path, for the channel could not be told from what follows.
 *
 * @throws UsageError when it is not `eventId/channel`
 */
export function deliveryPath(id: string): string {
  if (!/^[^/]+\/[^/]+$/.test(id)) {
    throw new UsageError(
      `${id} is not the id of a delivery, which is eventId/channel; \`headwind-notify deliveries\` lists them`,
    );
  }
  return `/v1/deliveries/${encodeURIComponent(id)}`;
}
