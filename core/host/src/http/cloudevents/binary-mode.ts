import type { IncomingMessage } from 'node:http';
import type { ParsedDraft } from '@headwind/bus/event-schema';
import type { FieldIssue } from '@headwind/bus/field-issues';
import { decodeHeaderValue } from './header-value.js';
import { type Places, parseCloudEvent } from './parse-cloud-event.js';

const HEADER_PREFIX = 'ce-';

/** A wrong header is pointed at by its name, as the parameters of a query are. */
const PLACES: Places = {
  attribute: ({ pointer, message }) => ({ pointer: `/${HEADER_PREFIX}${pointer.slice(1)}`, message }),
  data: (issue) => issue,
};

/** A CloudEvent whose attributes are headers and whose data is the body (HTTP protocol binding 1.0.2, section 3.1). */
export function parseBinary(headers: IncomingMessage['headersDistinct'], body: unknown): ParsedDraft {
  const attributes: Record<string, string> = {};
  const issues: FieldIssue[] = [];
  for (const [header, values = []] of Object.entries(headers)) {
    if (!header.startsWith(HEADER_PREFIX)) continue;
    const decoded = headerValue(header, values);
    if ('value' in decoded) attributes[header.slice(HEADER_PREFIX.length)] = decoded.value;
    else issues.push({ pointer: `/${header}`, message: decoded.problem });
  }
  if (issues.length > 0) return { issues };
  return parseCloudEvent({ attributes, data: body }, PLACES);
}

function headerValue(header: string, values: readonly string[]): { value: string } | { problem: string } {
  const [first = '', ...others] = values;
  // Node would join them by a comma, to a value that nobody sent.
  if (others.length > 0) return { problem: 'the header stands twice, expected it once' };
  if (header === 'ce-datacontenttype') return { problem: 'expected the header content-type to say it alone' };
  const value = decodeHeaderValue(first);
  return value === undefined
    ? { problem: 'found malformed percent-encoding, expected ASCII with `%` and two hex digits for each byte of UTF-8' }
    : { value };
}
