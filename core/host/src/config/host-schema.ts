import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import { INSTANCE_NAME, pluginSchema } from './plugin-schema.js';
import { queueSchema } from './queue-schema.js';
import { addressRule, duration, flag, listenAddress, listOf, mappingOf, size, TIMER, text } from './value-schemas.js';

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
      token: tokenSchema.meta({ description: 'A text without spaces.' }),
      role: z
        .enum(TOKEN_ROLES, `expected one of ${TOKEN_ROLES.join(', ')}`)
        .prefault(role)
        .meta({
          description:
            'What the token is for. publish: publish events. read: see deliveries, channels, log levels and metrics, and watch events. operate: everything.',
        }),
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
  secrets: headwindSecrets.prefault([]).meta({ description: 'What the Headwind operator signs its events with.' }),
  scheme: z
    .enum(SIGNATURE_SCHEMES, `expected one of ${SIGNATURE_SCHEMES.join(', ')}`)
    .prefault(DEFAULTS.headwind.scheme)
    .meta({ description: 'How it signs; legacy takes both.' }),
});

export const serverSchema = mappingOf({
  listen: listenAddress().prefault(DEFAULTS.server.listen).meta({ description: 'Where the HTTP API listens.' }),
  tokens: listOf(accessTokenSchema, 'expected a list of tokens')
    .prefault([])
    .meta({ description: 'Bearer tokens, and who may do what.' }),
  headwind: headwindSchema.prefault({}).meta({ description: 'How events of the Headwind operator are signed.' }),
  allowUnauthenticated: flag()
    .prefault(DEFAULTS.server.allowUnauthenticated)
    .meta({ description: 'Listen beyond loopback although there is no token.' }),
  bodyLimit: size().prefault(DEFAULTS.server.bodyLimit).meta({ description: 'A longer request body is refused.' }),
  stopTimeout: duration({ ...TIMER, min: '0s' })
    .prefault(DEFAULTS.server.stopTimeout)
    .meta({ description: 'How long a stop waits for attempts in flight.' }),
});

const networkSchema = mappingOf({
  allow: listOf(addressRule(), 'expected a list of addresses')
    .prefault([...DEFAULTS.network.allow])
    .meta({ description: 'Plugins may reach these although they are refused by default.' }),
  deny: listOf(addressRule(), 'expected a list of addresses')
    .prefault([...DEFAULTS.network.deny])
    .meta({ description: 'Plugins may not reach these; wins over network.allow.' }),
});

const NAME_EXPECTED = 'expected a name of 1 to 63 lower-case letters, digits and dashes that begins with no dash';

const levelSchema = z.enum(LOG_LEVELS, `expected one of ${LOG_LEVELS.join(', ')}`);

const instanceLevelSchema = levelSchema.meta({
  description: "The same for one instance: what its plugin logs, and a channel's attempts.",
});

const logSchema = mappingOf({
  level: levelSchema.prefault(DEFAULTS.log.level).meta({ description: 'The least that is logged.' }),
  levels: z
    .record(z.string().regex(INSTANCE_NAME), instanceLevelSchema, {
      error: (issue) =>
        issue.code === 'invalid_key' ? NAME_EXPECTED : 'expected a mapping of instance names to levels',
    })
    .prefault({})
    .meta({ description: 'Levels of single instances, by their names.' }),
});

/** `headwind.yaml`, once its references are resolved and the environment has filled in what it leaves out. */
export const hostSchema = mappingOf({
  apiVersion: z
    .literal(CONFIG_API_VERSION, `expected ${CONFIG_API_VERSION}`)
    .meta({ description: 'The version of this format.' }),
  server: serverSchema.prefault({}).meta({ description: 'The HTTP API.' }),
  queue: queueSchema.prefault({}).meta({ description: 'Where deliveries live until they are settled.' }),
  network: networkSchema.prefault({}).meta({ description: 'Which addresses plugins may reach.' }),
  log: logSchema.prefault({}).meta({ description: 'What the host logs.' }),
  plugins: z
    .record(z.string().regex(INSTANCE_NAME), pluginSchema, {
      error: (issue) =>
        issue.code === 'invalid_key' ? NAME_EXPECTED : 'expected a mapping of instance names to plugins',
    })
    .prefault({})
    .meta({
      description:
        'The instances of plugins, each under a name of 1 to 63 lower-case letters, digits and dashes that begins with no dash.',
    }),
});

/** As a file is written: durations as text, nothing filled in. */
export const HOST_JSON_SCHEMA: Readonly<Record<string, unknown>> = z.toJSONSchema(hostSchema, {
  io: 'input',
  unrepresentable: 'any',
});
