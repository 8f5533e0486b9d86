import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import { INSTANCE_NAME, pluginSchema } from './plugin-schema.js';
import {
  addressRule,
  duration,
  flag,
  listenAddress,
  listOf,
  mappingOf,
  PERIOD,
  size,
  TIMER,
  text,
  wholeNumber,
} from './value-schemas.js';

export const CONFIG_API_VERSION = 'headwind.sh/v1';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export const TOKEN_ROLES = ['publish', 'read', 'operate'] as const;

const TOKEN_EXPECTED = 'expected a token of visible ASCII characters without spaces';

/** What a header can carry (RFC 9110, section 11.2). */
const tokenSchema = z
  .string(TOKEN_EXPECTED)
  .regex(/^[\x21-\x7e]+$/, TOKEN_EXPECTED)
  .meta({ writeOnly: true });

const { role } = DEFAULTS.token;

/** A text alone is a token of the least role. */
const accessTokenSchema = z.union(
  [
    tokenSchema.transform((token) => ({ token, role })),
    mappingOf({
      token: tokenSchema,
      role: z.enum(TOKEN_ROLES, `expected one of ${TOKEN_ROLES.join(', ')}`).prefault(role),
    }),
  ],
  'expected a token, or a mapping with the keys token and role',
);

export const SIGNATURE_SCHEMES = ['hmac', 'legacy'] as const;

const SECRET_EXPECTED = 'expected a secret: a text that is not empty';

/** Secret as a whole as well: a text in place of the list is one. */
const headwindSecrets = listOf(text(SECRET_EXPECTED).meta({ writeOnly: true }), 'expected a list of secrets').meta({
  writeOnly: true,
});

const headwindSchema = mappingOf({
  secrets: headwindSecrets.prefault([]),
  scheme: z
    .enum(SIGNATURE_SCHEMES, `expected one of ${SIGNATURE_SCHEMES.join(', ')}`)
    .prefault(DEFAULTS.headwind.scheme),
});

export const serverSchema = mappingOf({
  listen: listenAddress().prefault(DEFAULTS.server.listen),
  tokens: listOf(accessTokenSchema, 'expected a list of tokens').prefault([]),
  headwind: headwindSchema.prefault({}),
  allowUnauthenticated: flag().prefault(DEFAULTS.server.allowUnauthenticated),
  bodyLimit: size().prefault(DEFAULTS.server.bodyLimit),
  stopTimeout: duration({ ...TIMER, min: '0s' }).prefault(DEFAULTS.server.stopTimeout),
});

const queueSchema = mappingOf({
  type: z.literal('sqlite', 'expected sqlite').prefault(DEFAULTS.queue.type),
  path: text('expected the path of the queue file').prefault(DEFAULTS.queue.path),
  maxPending: wholeNumber(1, 1_000_000_000).prefault(DEFAULTS.queue.maxPending),
  retention: duration(PERIOD).prefault(DEFAULTS.queue.retention),
});

const networkSchema = mappingOf({
  allow: listOf(addressRule(), 'expected a list of addresses').prefault([...DEFAULTS.network.allow]),
  deny: listOf(addressRule(), 'expected a list of addresses').prefault([...DEFAULTS.network.deny]),
});

const NAME_EXPECTED = 'expected a name of 1 to 63 lower-case letters, digits and dashes that begins with no dash';

const levelSchema = z.enum(LOG_LEVELS, `expected one of ${LOG_LEVELS.join(', ')}`);

const logSchema = mappingOf({
  level: levelSchema.prefault(DEFAULTS.log.level),
  levels: z
    .record(z.string().regex(INSTANCE_NAME), levelSchema, {
      error: (issue) =>
        issue.code === 'invalid_key' ? NAME_EXPECTED : 'expected a mapping of instance names to levels',
    })
    .prefault({}),
});

/** `headwind.yaml`, once its references are resolved and the environment has filled in what it leaves out. */
export const hostSchema = mappingOf({
  apiVersion: z.literal(CONFIG_API_VERSION, `expected ${CONFIG_API_VERSION}`),
  server: serverSchema.prefault({}),
  queue: queueSchema.prefault({}),
  network: networkSchema.prefault({}),
  log: logSchema.prefault({}),
  plugins: z
    .record(z.string().regex(INSTANCE_NAME), pluginSchema, {
      error: (issue) =>
        issue.code === 'invalid_key' ? NAME_EXPECTED : 'expected a mapping of instance names to plugins',
    })
    .prefault({}),
});

/** As a file is written: durations as text, nothing filled in. */
export const HOST_JSON_SCHEMA: Readonly<Record<string, unknown>> = z.toJSONSchema(hostSchema, {
  io: 'input',
  unrepresentable: 'any',
});
