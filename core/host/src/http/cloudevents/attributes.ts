import { type FieldIssue, fieldIssues } from '@headwind/bus/field-issues';
import { nearestName } from '@headwind/bus/nearest-name';
import { EVENT_KINDS, type EventKind } from '@headwind/plugin-api';
import { z } from 'zod';

/** What stands before the kind of event in `type`. */
const TYPE_PREFIX = 'sh.headwind.';

const KINDS = new Map<string, EventKind>(EVENT_KINDS.map((kind) => [TYPE_PREFIX + kind, kind]));

/** The subtype is `json` or ends in `+json`; parameters may follow (JSON event format 1.0.2, section 3.1.1). */
const JSON_MEDIA_TYPE = /^[^\s/;]+\/(?:[^\s/;]+\+)?json\s*(?:;|$)/i;

/** What the specification allows; no longer than what fits into a key of an event's metadata. */
const NAME = /^[a-z0-9]{1,200}$/;

/** At most so many wrong extensions of one event are listed: each costs a search for the nearest name. */
const LISTED_EXTENSIONS = 20;

/** Control characters, halves of surrogate pairs, and what Unicode says is no character (CloudEvents 1.0.2, "String"). */
const DISALLOWED = /[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

const TEXT_EXPECTED = 'expected a text without control characters';

const text = z
  .string()
  .min(1, 'expected at least one character')
  .refine((value) => !DISALLOWED.test(value), TEXT_EXPECTED);

/** The characters of a URI reference (RFC 3986, section 2). */
const uriReference = z
  .string()
  .regex(/^(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/, 'expected a URI reference, such as /pipeline');

/** The context attributes that CloudEvents 1.0 itself has, of an event about a workload's image. */
export const attributesSchema = z.object({
  specversion: z.literal('1.0'),
  id: text,
  source: uriReference,
  type: z.enum([...KINDS.keys()]).meta({ description: `\`${TYPE_PREFIX}<kind>\`` }),
  time: z.iso
    .datetime({ offset: true, error: 'expected an RFC 3339 time, for example 2025-11-06T10:30:00Z' })
    .exactOptional(),
  subject: text.exactOptional(),
  dataschema: uriReference.exactOptional(),
  datacontenttype: z.string().regex(JSON_MEDIA_TYPE, 'expected JSON, for example application/json').exactOptional(),
});

/** Any other attribute. */
export const extensionSchema = z.union([z.string(), z.boolean(), z.number()]);

export type Attributes = z.output<typeof attributesSchema>;

/** By their names. */
export type Extensions = Readonly<Record<string, z.output<typeof extensionSchema>>>;

export type ParsedAttributes =
  | { readonly attributes: Attributes; readonly extensions: Extensions; readonly kind: EventKind }
  | { readonly issues: readonly FieldIssue[] };

/** Checks the attributes of one CloudEvent. */
export function parseAttributes(values: Readonly<Record<string, unknown>>): ParsedAttributes {
  const parsed = attributesSchema.safeParse(values);
  const issues = parsed.success ? [] : fieldIssues(parsed.error, attributesSchema, values);
  const extensions: Record<string, z.output<typeof extensionSchema>> = {};
  const wrong: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (Object.hasOwn(attributesSchema.shape, name)) continue;
    if (isName(name) && isExtension(value)) extensions[name] = value;
    else wrong.push(name);
  }
  const kind = parsed.success ? KINDS.get(parsed.data.type) : undefined;
  if (parsed.success && kind !== undefined && wrong.length === 0) return { attributes: parsed.data, extensions, kind };
  return { issues: [...issues, ...wrong.slice(0, LISTED_EXTENSIONS).map(extensionIssue)] };
}

function isName(name: string): boolean {
  return NAME.test(name) && name !== 'data';
}

/** A whole number that JSON cannot carry exactly would be kept as another one. */
function isExtension(value: unknown): value is z.output<typeof extensionSchema> {
  if (typeof value === 'number') return Number.isSafeInteger(value) || !Number.isInteger(value);
  return typeof value === 'boolean' || (typeof value === 'string' && !DISALLOWED.test(value));
}

function extensionIssue(name: string): FieldIssue {
  const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (isName(name)) {
    return { pointer, message: `${TEXT_EXPECTED}, a truth value or a number (a very large one as a text)` };
  }
  const nearest = nearestName(name, Object.keys(attributesSchema.shape));
  const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
  return {
    pointer,
    message: `found an attribute \`${name.slice(0, 64)}\`, expected a name of lower-case letters and digits${hint}`,
  };
}
