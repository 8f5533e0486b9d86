import { type Fields, isFields } from './fields.js';

/** A rule for one field: undefined where it is kept, else the complaint. */
type Rule = (value: unknown, name: string) => string | undefined;

const SEVERITIES = ['critical', 'error', 'warning', 'info'];
const ACTIONS = ['trigger', 'acknowledge', 'resolve'];

/** ISO 8601 with a time and an offset, as the documentation's types of the API have it. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)$/;

/** What `/v2/enqueue` finds wrong with a body, in the order of the documentation's table; nothing when it is right. */
export function alertErrors(body: Fields): string[] {
  const payload = isFields(body.payload) ? body.payload : {};
  const isTrigger = body.event_action === 'trigger';
  return found([
    ...routingKeyErrors(body.routing_key),
    check(body.event_action, 'event_action', oneOf(ACTIONS)),
    check(body.dedup_key, 'dedup_key', isTrigger ? optional(text(255)) : text(255)),
    ...(isTrigger ? triggerErrors(body, payload) : []),
  ]);
}

/** What `/v2/change/enqueue` finds wrong with a body. */
export function changeErrors(body: Fields): string[] {
  const payload = isFields(body.payload) ? body.payload : {};
  return found([...routingKeyErrors(body.routing_key), ...payloadErrors(payload), ...linksErrors(body.links)]);
}

function triggerErrors(body: Fields, payload: Fields): (string | undefined)[] {
  return [
    ...payloadErrors(payload),
    check(payload.source, 'payload.source', text()),
    check(payload.severity, 'payload.severity', oneOf(SEVERITIES)),
    ...['component', 'group', 'class'].map((name) => check(payload[name], `payload.${name}`, optional(text()))),
    check(body.client, 'client', optional(text())),
    check(body.client_url, 'client_url', optional(httpUrl)),
    ...linksErrors(body.links),
  ];
}

function payloadErrors(payload: Fields): (string | undefined)[] {
  return [
    check(payload.summary, 'payload.summary', text(1024)),
    check(payload.timestamp, 'payload.timestamp', optional(timestamp)),
    check(payload.custom_details, 'payload.custom_details', optional(object)),
  ];
}

function linksErrors(links: unknown): (string | undefined)[] {
  if (links === undefined) return [];
  if (!Array.isArray(links)) return ["'links' must be an array"];
  return links.map((link: unknown) => check(isFields(link) ? link.href : undefined, 'links.href', httpUrl));
}

/** In the words the service is known for. */
function routingKeyErrors(key: unknown): (string | undefined)[] {
  if (typeof key !== 'string' || key.trim() === '') return ["'routing_key' is missing or blank"];
  return [
    key.length === 32 ? undefined : "Length of 'routing_key' is incorrect (should be 32 characters)",
    /^[A-Za-z0-9]*$/.test(key) ? undefined : "'routing_key' cannot contain non-alphanumeric characters.",
  ];
}

function check(value: unknown, name: string, rule: Rule): string | undefined {
  return rule(value, name);
}

function found(errors: readonly (string | undefined)[]): string[] {
  return errors.filter((error) => error !== undefined);
}

function optional(rule: Rule): Rule {
  return (value, name) => (value === undefined ? undefined : rule(value, name));
}

function text(limit = Number.POSITIVE_INFINITY): Rule {
  return (value, name) => {
    if (typeof value !== 'string' || value.trim() === '') return `'${name}' is missing or blank`;
    return value.length > limit ? `'${name}' is too long (maximum is ${limit} characters)` : undefined;
  };
}

function oneOf(values: readonly string[]): Rule {
  return (value, name) =>
    typeof value === 'string' && values.includes(value) ? undefined : `'${name}' must be one of ${values.join(', ')}`;
}

function timestamp(value: unknown, name: string): string | undefined {
  return typeof value === 'string' && TIMESTAMP.test(value) ? undefined : `'${name}' is not a valid timestamp`;
}

function object(value: unknown, name: string): string | undefined {
  return isFields(value) ? undefined : `'${name}' must be an object`;
}

function httpUrl(value: unknown, name: string): string | undefined {
  return typeof value === 'string' && /^https?:\/\/[\x21-\x7e]+$/.test(value)
    ? undefined
    : `'${name}' is not a valid URL`;
}
