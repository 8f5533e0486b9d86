import { z } from 'zod';

/** The two service regions of PagerDuty; an account lives in one of them. */
const REGIONS = { us: 'https://events.pagerduty.com', eu: 'https://events.eu.pagerduty.com' } as const;

/** What both kinds of integration key look like. The keys of the REST API are shorter. */
const ROUTING_KEY = /^[A-Za-z0-9]{32}$/;

/** Characters. */
const MAX_URL = 2_048;

const WHERE_TO_FIND_THE_KEY =
  'In PagerDuty, open the service, then "Integrations", then the integration of type "Events API V2", and copy its "Integration Key". A key of the REST API does not work here.';

const routingKey = z.string({ error: ({ input }) => keyProblem(input) }).regex(ROUTING_KEY, {
  error: ({ input }) => keyProblem(input),
});

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'Expected an http or https URL, for example https://events.pagerduty.com.' })
  .max(MAX_URL)
  .refine(
    (value) => !hasMoreThanAPath(value),
    'Expected a URL without user, password, query and fragment, which would not be sent.',
  )
  .refine(
    (value) => !/\/enqueue\/*$/.test(value),
    'The path of the API is added to this URL. Leave out "/v2/enqueue" at its end.',
  );

const clientUrl = z
  .url({ protocol: /^https?$/, error: 'Expected an http or https URL, for example https://headwind.example.com.' })
  .max(MAX_URL);

const severity = z.enum(['critical', 'error', 'warning', 'info']);

const severities = z.strictObject({
  update_failed: severity.default('error'),
  rollback_triggered: severity.default('warning'),
  rollback_failed: severity.default('critical'),
});

/** The configuration of one integration of PagerDuty. */
export const configSchema = z.strictObject({
  routingKey: routingKey.meta({
    writeOnly: true,
    description: 'The "Integration Key" of an integration of type "Events API V2": 32 letters and digits.',
  }),
  region: z.enum(['us', 'eu']).default('us').meta({
    description: "The service region of the PagerDuty account; eu where the account's address has .eu. in it.",
  }),
  baseUrl: baseUrl.optional().meta({
    description:
      'Where events go in place of the region, for a relay; /v2/enqueue is added. No secret: previews show it.',
  }),
  severities: severities
    .prefault({})
    .meta({ description: 'How severe an incident is, by the kind of event that triggers it.' }),
  acknowledgeApprovals: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether update_approved acknowledges the incident of its update.' }),
  changeEvents: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether update_completed is recorded as a change event as well.' }),
  clientUrl: clientUrl.optional().meta({
    description: 'What the name Headwind links to in an incident, for example the address of the Headwind UI.',
  }),
});

export type PagerDutyConfig = z.output<typeof configSchema>;

export type PagerDutySeverity = z.output<typeof severity>;

/** Where events go, without a slash at the end. */
export function baseUrlOf({ baseUrl, region }: Pick<PagerDutyConfig, 'baseUrl' | 'region'>): string {
  return (baseUrl ?? REGIONS[region]).replace(/\/+$/, '');
}

/** A wrong key may be the right key of something else: nothing of it is shown. */
function keyProblem(input: unknown): string {
  const expected = 'Expected an integration key of exactly 32 letters and digits';
  if (input === undefined || input === null) return `${expected}, and found none. ${WHERE_TO_FIND_THE_KEY}`;
  if (typeof input === 'number') return `${expected}, found a number: put the key in quotation marks.`;
  if (typeof input !== 'string') return `${expected}, found no text. ${WHERE_TO_FIND_THE_KEY}`;
  const otherwise = input.length === 32 ? ' that are not all letters and digits' : '';
  return `${expected}, found ${input.length} characters${otherwise}. ${WHERE_TO_FIND_THE_KEY}`;
}

function hasMoreThanAPath(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password, search, hash } = new URL(value);
  return [username, password, search, hash].some((part) => part !== '');
}
