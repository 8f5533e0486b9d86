import { z } from 'zod';
import { nearestName } from './nearest-name.js';

/** One thing wrong with one field. */
export interface FieldIssue {
  /** JSON pointer (RFC 6901) to the field; empty for the whole value. */
  readonly pointer: string;
  /** What was found and what was expected. */
  readonly message: string;
}

/** At most so many unknown fields of one object are listed: each costs a search for the nearest name. */
const LISTED_KEYS = 20;

/** A validation error in words: one issue a field, with the nearest name where a field or a word is misspelt. */
export function fieldIssues(error: z.ZodError, schema: z.ZodType, value: unknown): FieldIssue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      return [{ pointer: pointerTo(issue.path), message: messageFor(issue, valueAt(value, issue.path)) }];
    }
    const known = knownFields(schema, issue.path);
    return issue.keys.slice(0, LISTED_KEYS).map((key) => {
      const nearest = nearestName(key, known);
      const all = known.length === 0 ? 'there are none here' : `known are ${known.join(', ')}`;
      const hint = nearest === undefined ? all : `did you mean \`${nearest}\`?`;
      return { pointer: pointerTo([...issue.path, key]), message: `unknown field \`${key.slice(0, 64)}\`; ${hint}` };
    });
  });
}

function messageFor(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === 'invalid_type') {
    return found === undefined
      ? `missing; expected ${article(issue.expected)}`
      : `expected ${article(issue.expected)}, found ${typeName(found)}`;
  }
  if (issue.code === 'invalid_value') {
    const words = issue.values.map(String);
    if (found === undefined) return `missing; expected one of ${words.join(', ')}`;
    const nearest = typeof found === 'string' ? nearestName(found, words) : undefined;
    const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
    return `found ${shown(found)}, expected one of ${words.join(', ')}${hint}`;
  }
  if (issue.code === 'too_big' && issue.origin === 'string') return `expected at most ${issue.maximum} characters`;
  return `found ${shown(found)}, ${issue.message}`;
}

function knownFields(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.ZodType | undefined = schema;
  for (const key of path) at = at instanceof z.ZodObject ? at.shape[String(key)] : undefined;
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

function article(type: string): string {
  const name = type === 'record' ? 'object' : type;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return article(Array.isArray(value) ? 'array' : typeof value);
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return typeName(value);
  return JSON.stringify(value.length > 64 ? `${value.slice(0, 63)}…` : value);
}
