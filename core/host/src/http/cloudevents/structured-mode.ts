import { isCodedError } from '@headwind/bus/coded-error';
import type { ParsedDraft } from '@headwind/bus/event-schema';
import type { FieldIssue } from '@headwind/bus/field-issues';
import { isMapping } from '../../config/mapping.js';
import { parseJson } from '../parse-json.js';
import { CLOUDEVENT_MEDIA_TYPE, CLOUDEVENTS_BATCH_MEDIA_TYPE } from './content-mode.js';
import { type Places, parseCloudEvent } from './parse-cloud-event.js';

/** Base64 with its padding, as RFC 4648, section 4, writes it. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const PLAIN: Places = {
  attribute: (issue) => issue,
  data: ({ pointer, message }) => ({ pointer: `/data${pointer}`, message }),
};

/** No pointer leads into what is encoded. */
const ENCODED: Places = {
  attribute: (issue) => issue,
  data: ({ pointer, message }) => ({
    pointer: '/data_base64',
    message: pointer === '' ? message : `${pointer} in it: ${message}`,
  }),
};

/** A CloudEvent that is one JSON object, its data a member of it (JSON event format 1.0.2, section 3). */
export function parseStructured(body: unknown): ParsedDraft {
  if (Array.isArray(body)) {
    return refused('', `found an array, expected one CloudEvent; send several as ${CLOUDEVENTS_BATCH_MEDIA_TYPE}`);
  }
  if (!isMapping(body)) return refused('', 'expected a CloudEvent, which is an object');
  const { data, data_base64: encoded, ...rest } = body;
  // A member that is null is as good as none (section 2.2).
  const attributes = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  if (encoded === undefined || encoded === null) return parseCloudEvent({ attributes, data }, PLAIN);
  if (data !== undefined) return refused('/data_base64', 'expected either this or `data`');
  const decoded = decode(encoded);
  if ('problem' in decoded) return refused('/data_base64', decoded.problem);
  return parseCloudEvent({ attributes, data: decoded.value }, ENCODED);
}

/** What to say of a body that is a CloudEvent but is not declared as one; undefined for any other. */
export function undeclared(value: unknown, isInArray: boolean): FieldIssue | undefined {
  if (!isMapping(value) || value.specversion === undefined) return undefined;
  const mediaType = isInArray ? CLOUDEVENTS_BATCH_MEDIA_TYPE : CLOUDEVENT_MEDIA_TYPE;
  return {
    pointer: '/specversion',
    message: `this is a CloudEvent; send it with the header \`content-type: ${mediaType}\``,
  };
}

function refused(pointer: string, message: string): ParsedDraft {
  return { issues: [{ pointer, message }] };
}

function decode(encoded: unknown): { readonly value: unknown } | { readonly problem: string } {
  if (typeof encoded !== 'string' || !BASE64.test(encoded)) return { problem: 'expected JSON in base64' };
  try {
    return { value: parseJson(Buffer.from(encoded, 'base64')) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { problem: `expected JSON in base64. ${error.found}` };
  }
}
