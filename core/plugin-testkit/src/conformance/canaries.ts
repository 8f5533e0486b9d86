import { createHash } from 'node:crypto';
import { credentialParts } from '@headwind/plugin-api';
import { isSecretAt, type JsonSchema } from '@headwind/plugin-loader/json-schema';

/** Runs of letters and digits: what else a secret has is its form, such as `xoxb-` or `https://`. */
const RUN = /[A-Za-z0-9]+/g;

/** Anything shorter may stand in a text by chance. Characters. */
const SHORTEST_SECRET = 4;
const SHORTEST_PART = 6;

/** Ways to put a canary into the place of a secret, the boldest first: schemas are particular about some. */
const FORMS: readonly ((secret: string, seed: string) => string)[] = [
  (secret, seed) => scrambled(secret, seed),
  // `xoxb-…`, `whsec_…`: what a provider marks its secrets with.
  (secret, seed) => {
    const mark = /^[A-Za-z]+[-_]/.exec(secret)?.[0] ?? '';
    return mark + scrambled(secret.slice(mark.length), seed);
  },
  (secret) => secret,
];

/** How many ways there are. */
export const CANARY_FORMS = FORMS.length;

/**
 * The configuration with a canary in the place of each secret: of the same length, with digits for digits and letters for
 * letters. Of a URL only what stands behind its host changes.
 *
 * @param seed canaries of different seeds differ
 * @param form which of the ways, from 0
 */
export function withCanaries(
  schema: JsonSchema,
  value: unknown,
  { seed, form }: { readonly seed: string; readonly form: number },
  path: readonly (string | number)[] = [],
): unknown {
  const inner = (each: unknown, key: string | number) => withCanaries(schema, each, { seed, form }, [...path, key]);
  if (typeof value === 'string') {
    const make = FORMS[form];
    return make !== undefined && isSecretAt(schema, path) ? canaryFor(value, (part) => make(part, seed)) : value;
  }
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(each, key)]));
}

function canaryFor(secret: string, make: (part: string) => string): string {
  const [, origin, rest] = /^(https?:\/\/[^/?#]+)(.*)$/is.exec(secret) ?? [];
  return origin === undefined || rest === undefined ? make(secret) : origin + make(rest);
}

function scrambled(text: string, seed: string): string {
  const digits = createHash('shake256', { outputLength: Math.max(1, text.length) })
    .update(`${seed}:${text}`)
    .digest();
  return text.replace(RUN, (run, offset: number) =>
    [...run].map((character, index) => likeIt(character, digits[offset + index] ?? 0)).join(''),
  );
}

function likeIt(character: string, random: number): string {
  const [first, count] = /\d/.test(character) ? ['0', 10] : /[a-z]/.test(character) ? ['a', 26] : ['A', 26];
  return String.fromCharCode(first.charCodeAt(0) + (random % count));
}

/** What gives a secret away: the secret itself, as it is and encoded, and what is secret of a URL. */
export function tracesOf(secret: string): readonly string[] {
  const parts = /^https?:/i.test(secret) && URL.canParse(secret) ? credentialParts(new URL(secret)) : [];
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  const all = [secret, encodeURIComponent(secret), base64, ...parts];
  return [...new Set(all)].filter(({ length }, index) => length >= (index === 0 ? SHORTEST_SECRET : SHORTEST_PART));
}
