import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { keyOf } from './signature.js';

/** What the plugin or HTTP itself sets; a header of the configuration cannot take its place. */
const RESERVED_HEADER =
  /^(content-type|content-length|content-encoding|host|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|proxy-.*|webhook-.*|x-headwind-.*)$/i;

/** A header that is an attribute of a CloudEvent in binary mode. */
const ATTRIBUTE_HEADER = /^ce-/i;

/** What a URI reference is written with (RFC 3986, section 2). */
const URI_REFERENCE = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\da-f]{2})+$/i;

const url = z
  .url({
    protocol: /^https?$/,
    error: 'Expected an http or https URL, for example https://example.com/hooks/headwind.',
  })
  .refine(
    (value) => !hasCredentials(value),
    'A user and password in the URL are not sent. Set the header "authorization" under "headers" instead.',
  );

const secret = z.string().superRefine((value, ctx) => {
  const key = keyOf(value);
  if (key === undefined) {
    ctx.addIssue('The secret starts with "whsec_", but base64 does not follow. Copy it again, or drop the prefix.');
  } else if (key.length === 0) {
    ctx.addIssue('The secret is empty, so anybody could sign. Give a secret, or leave "secrets" out.');
  }
});

const headers = z.record(z.string(), z.string()).superRefine((value, ctx) => {
  const names = new Set<string>();
  for (const [name, text] of Object.entries(value)) {
    const message =
      headerProblem(name, text) ?? (names.has(name.toLowerCase()) ? 'The header stands twice.' : undefined);
    if (message !== undefined) ctx.addIssue({ code: 'custom', path: [name], message });
    names.add(name.toLowerCase());
  }
});

const cloudEvents = z.strictObject({
  mode: z.enum(['structured', 'binary']).default('structured').meta({
    description: 'Whether the attributes go into the body, around the data, or into headers beside it.',
  }),
  source: z
    .string()
    .regex(URI_REFERENCE, 'Expected a URI reference, for example https://example.com/headwind or /clusters/eu-1.')
    .default('/headwind')
    .meta({ description: 'The attribute `source`. One of its own for each host whose events go to one receiver.' }),
});

/** The configuration of one webhook. */
export const configSchema = z.strictObject({
  url: url.meta({ writeOnly: true, description: 'Where events are posted to. Redirects are not followed.' }),
  secrets: z
    .array(secret.meta({ writeOnly: true }))
    .default([])
    .meta({
      description:
        'Keys of the signatures; none, and nothing is signed. The first makes X-Headwind-Signature, every one a signature in webhook-signature.',
    }),
  headers: headers.default({}).meta({
    description: 'Sent with every request; may replace user-agent. Take credentials from a variable or a file.',
  }),
  cloudEvents: cloudEvents.exactOptional().meta({
    description: 'Sends CloudEvents 1.0 (`{}`: with the defaults) in place of the bare payload.',
  }),
});

export type WebhookConfig = z.output<typeof configSchema>;

export type CloudEventsConfig = z.output<typeof cloudEvents>;

function hasCredentials(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username !== '' || password !== '';
}

function headerProblem(name: string, value: string): string | undefined {
  if (RESERVED_HEADER.test(name)) return `The header "${name}" is set by the webhook itself. Remove it here.`;
  if (ATTRIBUTE_HEADER.test(name)) {
    return `The header "${name}" is an attribute of a CloudEvent. Remove it here, and set "cloudEvents" to send those.`;
  }
  try {
    validateHeaderName(name);
  } catch {
    return 'Expected a header name: letters, digits and dashes.';
  }
  try {
    validateHeaderValue(name, value);
  } catch {
    return 'The value has a character that no header can carry, such as a line break.';
  }
  return undefined;
}
