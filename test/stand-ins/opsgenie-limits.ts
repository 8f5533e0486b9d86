import type { Fields } from './fields.js';

/** What is wrong with a body, by field, as the service says it with a 422. Empty when nothing is. */
export type Breaches = Readonly<Record<string, string>>;

/** Characters of the text fields (docs.opsgenie.com, "Alert API"). */
const OPEN_LENGTHS = { message: 130, alias: 512, description: 15_000, entity: 512, source: 100, user: 100 };
const CLOSE_LENGTHS = { note: 25_000, source: 100, user: 100 };

const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'];
const RESPONDER_TYPES = ['team', 'user', 'escalation', 'schedule'];

/** Of a request that opens an alert. */
export function openBreaches(body: Fields): Breaches {
  const { message, tags, details, priority, responders } = body;
  return {
    ...lengthBreaches(body, OPEN_LENGTHS),
    ...((typeof message !== 'string' || message.trim() === '') && { message: 'may not be empty' }),
    ...(tags !== undefined && !areTags(tags) && { tags: 'may be 20, of 50 characters each' }),
    ...(details !== undefined && !areDetails(details) && { details: 'may be texts of 8000 characters in all' }),
    ...(priority !== undefined &&
      !PRIORITIES.includes(String(priority)) && { priority: 'should be one of [ P1, P2, P3, P4, P5 ]' }),
    ...(responders !== undefined && !areResponders(responders) && { responders: 'id or name should be provided' }),
  };
}

/** Of a request that sets the priority of an alert. */
export function raiseBreaches({ priority }: Fields): Breaches {
  return PRIORITIES.includes(String(priority)) ? {} : { priority: 'should be one of [ P1, P2, P3, P4, P5 ]' };
}

/** Of a request that closes an alert. */
export function closeBreaches(body: Fields): Breaches {
  return lengthBreaches(body, CLOSE_LENGTHS);
}

function lengthBreaches(body: Fields, lengths: Readonly<Record<string, number>>): Breaches {
  const breached = Object.entries(lengths).filter(([field, limit]) => {
    const value = body[field];
    return value !== undefined && (typeof value !== 'string' || value.length > limit);
  });
  return Object.fromEntries(breached.map(([field, limit]) => [field, `may be a text of ${limit} characters`]));
}

function areTags(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > 20) return false;
  return value.every((tag) => typeof tag === 'string' && tag.trim() !== '' && tag.length <= 50);
}

function areDetails(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const texts = Object.entries(value).flat();
  return texts.every((text) => typeof text === 'string') && texts.join('').length <= 8_000;
}

function areResponders(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > 50) return false;
  return value.every((responder: unknown) => {
    const { type, id, name, username }: Partial<Record<string, unknown>> = Object(responder);
    const known = RESPONDER_TYPES.includes(String(type));
    return known && [id, type === 'user' ? username : name].some((each) => typeof each === 'string' && each !== '');
  });
}
