import type { IncomingHttpHeaders } from 'node:http';

/** The media type of one CloudEvent (JSON event format 1.0.2, section 3). */
export const CLOUDEVENT_MEDIA_TYPE = 'application/cloudevents+json';

/** The media type of an array of them (the same, section 4.2). */
export const CLOUDEVENTS_BATCH_MEDIA_TYPE = 'application/cloudevents-batch+json';

/** How a request carries CloudEvents (HTTP protocol binding 1.0.2, section 1.3). */
export type ContentMode = 'structured' | 'batched' | 'binary';

/** Any one of them says that a CloudEvent is meant; those that are missing are then told of. */
const HEADERS_OF_BINARY = ['ce-specversion', 'ce-id', 'ce-source', 'ce-type'];

/** The mode of a request; undefined where it carries no CloudEvent. */
export function contentModeOf(headers: IncomingHttpHeaders): ContentMode | undefined {
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';', 1);
  switch (mediaType.trim().toLowerCase()) {
    case CLOUDEVENT_MEDIA_TYPE:
      return 'structured';
    case CLOUDEVENTS_BATCH_MEDIA_TYPE:
      return 'batched';
    default:
      return HEADERS_OF_BINARY.some((name) => headers[name] !== undefined) ? 'binary' : undefined;
  }
}
