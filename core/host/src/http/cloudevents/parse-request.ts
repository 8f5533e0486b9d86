import type { IncomingMessage } from 'node:http';
import { type ParsedEvents, parseMany, parseOne } from '../parse-events.js';
import { parseBinary } from './binary-mode.js';
import { CLOUDEVENT_MEDIA_TYPE, contentModeOf } from './content-mode.js';
import { parseStructured } from './structured-mode.js';

/**
 * The events of a request that carries CloudEvents; undefined for one that carries none.
 *
 * @throws `BATCH_TOO_LARGE`
 */
export function parseCloudEvents(
  { headers, headersDistinct }: Pick<IncomingMessage, 'headers' | 'headersDistinct'>,
  body: unknown,
): ParsedEvents | undefined {
  switch (contentModeOf(headers)) {
    case 'structured':
      return parseOne(body, parseStructured);
    case 'batched':
      return parseBatch(body);
    case 'binary':
      return parseOne(body, (data) => parseBinary(headersDistinct, data));
    default:
      return undefined;
  }
}

/** An empty batch is a valid one (JSON event format 1.0.2, section 4.3). */
function parseBatch(body: unknown): ParsedEvents {
  if (Array.isArray(body)) return parseMany(body, parseStructured);
  const detail = `expected an array of CloudEvents; send one alone as ${CLOUDEVENT_MEDIA_TYPE}`;
  return { errors: [{ pointer: '', detail }] };
}
