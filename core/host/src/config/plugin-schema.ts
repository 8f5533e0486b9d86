import { SEVERITIES } from '@headwind/plugin-api';
import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import { EVENT_PATTERNS, matchesSomeKind } from './event-patterns.js';
import { duration, listOf, mappingOf, PERIOD, size, TIMER, text, wholeNumber } from './value-schemas.js';

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
  .meta({
    pattern: USE.source,
    description:
      'slack for @headwind/plugin-slack, the full name of any other package, or a path that starts with a dot or slash.',
  })
  .refine((value) => USE.test(value), { error: USE_EXPECTED, params: { words: OWN_PLUGINS } });

const EVENT_EXPECTED = `expected a kind of event or a pattern with * that matches one; the kinds are ${EVENT_PATTERNS.filter((name) => !name.includes('*')).join(', ')}`;

/** Other patterns than those that are listed do as well. */
const eventSchema = z
  .string(EVENT_EXPECTED)
  .meta({ anyOf: [{ enum: ['*', ...EVENT_PATTERNS] }, { pattern: '[*]' }] })
  .refine(matchesSomeKind, { error: EVENT_EXPECTED, params: { words: EVENT_PATTERNS } });

function patterns(what: string) {
  const expected = `expected a list of ${what}, with * for any run of characters`;
  return listOf(text(`expected one of the ${what}`), expected).min(1, expected);
}

const whenSchema = mappingOf({
  events: z
    .exactOptional(listOf(eventSchema, 'expected a list of kinds of event').min(1, 'expected a list of kinds of event'))
    .meta({ description: 'Only these kinds of event.' }),
  namespaces: z.exactOptional(patterns('namespaces')).meta({ description: 'Only workloads in these namespaces.' }),
  workloads: z.exactOptional(patterns('names of workloads')).meta({ description: 'Only workloads of these names.' }),
  kinds: z.exactOptional(patterns('kinds of workload')).meta({
    description: 'Only these kinds of workload: Deployment, StatefulSet. An unknown kind counts as Deployment.',
  }),
  policies: z.exactOptional(patterns('update policies')).meta({
    description: 'Only updates under these policies: major, minor. An event without a policy is left out.',
  }),
  minSeverity: z
    .exactOptional(z.enum(SEVERITIES, `expected one of ${SEVERITIES.join(', ')}`))
    .meta({ description: 'Only events this severe or more.' }),
});

const retrySchema = mappingOf({
  for: duration(PERIOD)
    .prefault(DEFAULTS.retry.for)
    .meta({ description: 'A delivery is dead when an attempt fails this long after its first.' }),
  min: duration(TIMER)
    .prefault(DEFAULTS.retry.min)
    .meta({ description: 'The first back-off; it doubles with each retry.' }),
  max: duration(TIMER).prefault(DEFAULTS.retry.max).meta({ description: 'The longest back-off; not below retry.min.' }),
  maxRetries: z
    .exactOptional(wholeNumber(0, 1_000_000))
    .meta({ description: 'A delivery is dead when it has used up so many retries.' }),
}).refine(
  ({ min, max }) => min <= max,
  `expected \`min\` to be no longer than \`max\`; unless given they are ${DEFAULTS.retry.min} and ${DEFAULTS.retry.max}`,
);

const templateSchema = z.string('expected a template: a text such as "{{ workload.name }} failed"');

const factSchema = templateSchema.meta({
  description: 'In place of the fact of this name, or one more.',
});

const eventTemplatesSchema = mappingOf({
  title: z
    .exactOptional(templateSchema)
    .meta({ description: 'In place of the title, for a kind of event or a pattern of them; see templates.' }),
  text: z.exactOptional(templateSchema).meta({ description: 'A paragraph below the title.' }),
  facts: z
    .exactOptional(z.record(z.string(), factSchema, 'expected a mapping of names of facts to templates'))
    .meta({ description: 'The facts, by name.' }),
}).meta({ description: 'Other words for these kinds of event.' });

/** Of one instance, by kinds of event or patterns of them. */
export const templatesSchema = z.record(eventSchema, eventTemplatesSchema, {
  error: ({ code }) =>
    code === 'invalid_key' ? EVENT_EXPECTED : 'expected a mapping of kinds of event to their templates',
});

const PER_SECOND_EXPECTED = 'expected a number above 0 and up to 100000';

const rateLimitSchema = mappingOf({
  perSecond: z.number(PER_SECOND_EXPECTED).positive(PER_SECOND_EXPECTED).max(100_000, PER_SECOND_EXPECTED).meta({
    description: 'At most so many attempts a second. Without rateLimit, as the plugin says; else no limit.',
  }),
  burst: wholeNumber(1, 100_000)
    .prefault(DEFAULTS.rateLimit.burst)
    .meta({ description: 'So many attempts at once after a rest.' }),
});

const ISOLATION_EXPECTED = 'expected none, worker, or a mapping with the keys type and memory';

/** A worker thread with less could not load much of a plugin; more is no limit on any machine. */
const MEMORY = { min: '32MiB', max: '64GiB', examples: '256MiB, 1GiB' };

const workerSchema = mappingOf({
  type: z.literal('worker', 'expected worker').prefault(DEFAULTS.isolation.type),
  memory: size(MEMORY).prefault(DEFAULTS.isolation.memory),
});

export const isolationSchema = z.union(
  [
    z
      .enum(['none', 'worker'], ISOLATION_EXPECTED)
      .transform((type) => (type === 'none' ? { type } : workerSchema.parse({ type }))),
    workerSchema,
  ],
  ISOLATION_EXPECTED,
);

/** One instance of a plugin, without its name. */
export const pluginSchema = mappingOf({
  use: useSchema,
  when: whenSchema.prefault({}).meta({ description: 'Which events the channel gets; all that is given must hold.' }),
  templates: z
    .exactOptional(templatesSchema)
    .meta({ description: 'Words of your own in place of the usual ones, by kinds of event or patterns of them.' }),
  retry: retrySchema.prefault({}).meta({ description: 'For how long a delivery that failed is tried again.' }),
  concurrency: wholeNumber(1, 1000)
    .prefault(DEFAULTS.plugin.concurrency)
    .meta({ description: 'At most so many deliveries under way at once.' }),
  timeout: duration(TIMER)
    .prefault(DEFAULTS.plugin.timeout)
    .meta({ description: 'An attempt that takes longer counts as failed.' }),
  rateLimit: z.exactOptional(rateLimitSchema).meta({ description: 'How fast attempts may follow each other.' }),
  startTimeout: duration(TIMER)
    .prefault(DEFAULTS.plugin.startTimeout)
    .meta({ description: 'How long the instance may take to start.' }),
  isolation: isolationSchema
    .prefault(DEFAULTS.plugin.isolation)
    .meta({ description: "Where the plugin's code runs; see isolation." }),
  /** The plugin's own schema checks it. */
  config: z.unknown().prefault({}).meta({ description: "The plugin's own configuration." }),
});
