import { z } from 'zod';
import { OUR_TAGS, TAG_LENGTH, TAGS } from './tags.js';

/** From the most to the least urgent. */
const priority = z.enum(['P1', 'P2', 'P3', 'P4', 'P5']);

/** Where the API is, by region (docs.opsgenie.com, "Alert API"). */
const REGION_URLS = { us: 'https://api.opsgenie.com', eu: 'https://api.eu.opsgenie.com' } as const;

/** As many as an alert takes (docs.opsgenie.com, "Alert API"). */
const RESPONDERS = 50;

const WHERE_TO_FIND_THE_KEY =
  'In Opsgenie, open the team, then "Integrations", then the integration of type "API", and copy its API key.';

const apiKey = z
  .string({ error: ({ input }) => keyProblem(input) })
  .refine((value) => !/^GenieKey\b/i.test(value), {
    error: 'Leave "GenieKey" out: the plugin puts it before the key.',
    abort: true,
  })
  .refine(
    (value) => /^[\x21-\x7e]+$/.test(value),
    `Expected the API key of an integration of type "API": printable ASCII without spaces. ${WHERE_TO_FIND_THE_KEY}`,
  );

const baseUrl = z
  .url({
    protocol: /^https?$/,
    error: 'Expected an http or https URL, for example https://api.atlassian.com/jsm/ops/integration.',
  })
  .superRefine((value, ctx) => {
    const message = baseUrlProblem(value);
    if (message !== undefined) ctx.addIssue(message);
  });

const tag = z
  .string()
  .trim()
  .min(1, 'The tag is empty. Expected 1 to 50 characters.')
  .max(TAG_LENGTH, 'The tag is too long. Expected 1 to 50 characters.');

const identifier = z.string().trim().min(1, 'It is empty. Leave it out, or name somebody.').optional();

const responder = z
  .strictObject({
    type: z.enum(['team', 'user', 'escalation', 'schedule']),
    id: identifier,
    name: identifier.meta({ description: 'Of a team, an escalation or a schedule.' }),
    username: identifier.meta({ description: 'Of a user: the mail address.' }),
  })
  .superRefine(({ type, id, name, username }, ctx) => {
    const [label, right, wrong] = type === 'user' ? ['username', username, name] : ['name', name, username];
    if (wrong !== undefined || (id === undefined) === (right === undefined)) {
      ctx.addIssue(`Expected one of "id" and "${label}" for the ${type}, and nothing else beside "type".`);
    }
  });

/** The configuration of one Opsgenie channel. */
export const configSchema = z.strictObject({
  apiKey: apiKey.meta({ writeOnly: true, description: 'API key of an integration of type "API".' }),
  region: z
    .enum(['us', 'eu'])
    .default('us')
    .meta({ description: 'Where the Opsgenie account is: eu when you open it at app.eu.opsgenie.com.' }),
  baseUrl: baseUrl.optional().meta({
    description:
      'What stands before /v2/alerts, in place of the region: https://api.atlassian.com/jsm/ops/integration for Jira Service Management.',
  }),
  priorities: z
    .strictObject({
      update_failed: priority.default('P3').meta({ description: 'Of an alert that a failed update opens.' }),
      rollback_triggered: priority.default('P3').meta({ description: 'Of an alert that an automatic rollback opens.' }),
      rollback_failed: priority.default('P1').meta({ description: 'Of an alert that a failed rollback opens.' }),
    })
    .prefault({})
    .meta({ description: 'Priority of an alert by the kind of event that opens it, from P1 (urgent) to P5.' }),
  tags: z
    .array(tag)
    .max(TAGS - OUR_TAGS)
    .default([])
    .meta({ description: 'Added to those every alert has: headwind, the kind of event, the namespace.' }),
  responders: z
    .array(responder)
    .max(RESPONDERS)
    .optional()
    .meta({ description: "Who is notified, where the integration's team does not decide it." }),
});

export type OpsgenieConfig = z.output<typeof configSchema>;

/** Where the API is, without a slash at the end. */
export function apiUrlOf({ baseUrl, region }: OpsgenieConfig): string {
  return (baseUrl ?? REGION_URLS[region]).replace(/\/+$/, '');
}

function keyProblem(input: unknown): string {
  const expected = 'Expected the API key of an integration of type "API"';
  if (input === undefined || input === null) return `${expected}, and found none. ${WHERE_TO_FIND_THE_KEY}`;
  if (typeof input === 'number') return `${expected}, found a number: put the key in quotation marks.`;
  return `${expected}, found no text. ${WHERE_TO_FIND_THE_KEY}`;
}

function baseUrlProblem(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '')
    return 'The URL takes no user and password. Give the key as "apiKey".';
  if (url.search !== '' || url.hash !== '') return 'Expected a URL without a query ("?") and without a fragment ("#").';
  if (/\/v2(\/alerts)?\/*$/.test(url.pathname)) return 'Leave "/v2/alerts" out: the plugin adds it.';
  return undefined;
}
