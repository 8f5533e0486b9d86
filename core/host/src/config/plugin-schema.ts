import { SEVERITIES } from '@headwind/plugin-api';
import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import { EVENT_PATTERNS, matchesSomeKind } from './event-patterns.js';
import { duration, listOf, mappingOf, PERIOD, TIMER, text, wholeNumber } from './value-schemas.js';

/** The names of instances: they are part of delivery ids and of addresses. */
export const INSTANCE_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** A short name, an npm package name, or a path that starts with a dot or slash. */
const USE = /^(?:\.{0,2}\/.*|(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)$/;

/** The plugins of this project, by the short names `use` takes: to suggest the nearest. */
export const OWN_PLUGINS: readonly string[] = [
  'slack',
  'teams',
  'webhook',
  'pagerduty',
  'opsgenie',
  'metrics',
  'kubernetes',
  'samples',
  'console',
];

const USE_EXPECTED = 'expected a plugin: a short name such as slack, the full name of a package, or a path';

const useSchema = z
  .string(USE_EXPECTED)
  .refine((value) => USE.test(value), { error: USE_EXPECTED, params: { words: OWN_PLUGINS } });

const EVENT_EXPECTED = `expected a kind of event or a pattern with * that matches one; the kinds are ${EVENT_PATTERNS.filter((name) => !name.includes('*')).join(', ')}`;

const eventSchema = z
  .string(EVENT_EXPECTED)
  .refine(matchesSomeKind, { error: EVENT_EXPECTED, params: { words: EVENT_PATTERNS } });

function patterns(what: string) {
  const expected = `expected a list of ${what}, with * for any run of characters`;
  return listOf(text(`expected one of the ${what}`), expected).min(1, expected);
}

const whenSchema = mappingOf({
  events: z.exactOptional(
    listOf(eventSchema, 'expected a list of kinds of event').min(1, 'expected a list of kinds of event'),
  ),
  namespaces: z.exactOptional(patterns('namespaces')),
  workloads: z.exactOptional(patterns('names of workloads')),
  kinds: z.exactOptional(patterns('kinds of workload')),
  policies: z.exactOptional(patterns('update policies')),
  minSeverity: z.exactOptional(z.enum(SEVERITIES, `expected one of ${SEVERITIES.join(', ')}`)),
});

const retrySchema = mappingOf({
  for: duration(PERIOD).prefault(DEFAULTS.retry.for),
  min: duration(TIMER).prefault(DEFAULTS.retry.min),
  max: duration(TIMER).prefault(DEFAULTS.retry.max),
  maxRetries: z.exactOptional(wholeNumber(0, 1_000_000)),
}).refine(
  ({ min, max }) => min <= max,
  `expected \`min\` to be no longer than \`max\`; unless given they are ${DEFAULTS.retry.min} and ${DEFAULTS.retry.max}`,
);

const templateSchema = z.string('expected a template: a text such as "{{ workload.name }} failed"');

const eventTemplatesSchema = mappingOf({
  title: z.exactOptional(templateSchema),
  text: z.exactOptional(templateSchema),
  facts: z.exactOptional(z.record(z.string(), templateSchema, 'expected a mapping of names of facts to templates')),
});

/** Of one instance, by kinds of event or patterns of them. */
export const templatesSchema = z.record(eventSchema, eventTemplatesSchema, {
  error: ({ code }) =>
    code === 'invalid_key' ? EVENT_EXPECTED : 'expected a mapping of kinds of event to their templates',
});

const PER_SECOND_EXPECTED = 'expected a number above 0 and up to 100000';

const rateLimitSchema = mappingOf({
  perSecond: z.number(PER_SECOND_EXPECTED).positive(PER_SECOND_EXPECTED).max(100_000, PER_SECOND_EXPECTED),
  burst: wholeNumber(1, 100_000).prefault(DEFAULTS.rateLimit.burst),
});

/** One instance of a plugin, without its name. */
export const pluginSchema = mappingOf({
  use: useSchema,
  when: whenSchema.prefault({}),
  templates: z.exactOptional(templatesSchema),
  retry: retrySchema.prefault({}),
  concurrency: wholeNumber(1, 1000).prefault(DEFAULTS.plugin.concurrency),
  timeout: duration(TIMER).prefault(DEFAULTS.plugin.timeout),
  rateLimit: z.exactOptional(rateLimitSchema),
  startTimeout: duration(TIMER).prefault(DEFAULTS.plugin.startTimeout),
  /** The plugin's own schema checks it. */
  config: z.unknown().prefault({}),
});
