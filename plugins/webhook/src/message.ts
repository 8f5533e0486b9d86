import { type HeadwindEvent, payloadOf } from '@headwind/plugin-api';
import { CLOUDEVENT_MEDIA_TYPE, cloudEventOf } from './cloud-event.js';
import type { CloudEventsConfig } from './config.js';
import { encodeHeaderValue } from './header-value.js';

/** An event as it goes over the wire: a body, and the headers that say what it is. */
export interface EventMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @param cloudEvents undefined: the specification's payload alone */
export function createMessageWriter(
  cloudEvents: CloudEventsConfig | undefined,
): (event: HeadwindEvent) => EventMessage {
  if (cloudEvents === undefined) {
    return (event) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(payloadOf(event)) });
  }
  const write = cloudEvents.mode === 'structured' ? structured : binary;
  return (event) => write(event, cloudEvents.source);
}

function structured(event: HeadwindEvent, source: string): EventMessage {
  const { attributes, data } = cloudEventOf(event, source);
  return {
    headers: { 'content-type': CLOUDEVENT_MEDIA_TYPE },
    body: JSON.stringify({ ...attributes, datacontenttype: 'application/json', data }),
  };
}

/** The content type says of the data what `datacontenttype` would. */
function binary(event: HeadwindEvent, source: string): EventMessage {
  const { attributes, data } = cloudEventOf(event, source);
  const headers = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeHeaderValue(value)]);
  return {
    headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
    body: JSON.stringify(data),
  };
}
