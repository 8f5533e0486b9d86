import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import { credentialsIn, isNatsServer } from './nats-server.js';
import { INSTANCE_NAME } from './plugin-schema.js';
import { duration, listOf, mappingOf, PERIOD, text, wholeNumber } from './value-schemas.js';

/** The kinds of queue. */
export const QUEUE_TYPES = ['sqlite', 'nats'] as const;

const SERVER_EXPECTED = 'expected the address of a server, such as nats://nats:4222 or tls://nats.example.com:4222';

const CREDENTIALS_ELSEWHERE =
  'expected an address without a user: who connects is said by `queue.user` and `queue.password`, or `queue.token`';

const serverSchema = z
  .string(SERVER_EXPECTED)
  .meta({ examples: ['nats://nats:4222', 'tls://nats.example.com:4222'] })
  .superRefine((server, context) => {
    if (!isNatsServer(server)) context.addIssue(SERVER_EXPECTED);
    else if (credentialsIn(server) !== undefined) context.addIssue(CREDENTIALS_ELSEWHERE);
  })
  .transform((server) => server.replace(/\/$/, ''));

const SERVERS_EXPECTED = 'expected the address of a server, or a list of them';

/** A text alone is one server. */
const serversSchema = z.union(
  [serverSchema.transform((server) => [server]), listOf(serverSchema, SERVERS_EXPECTED).min(1, SERVERS_EXPECTED)],
  SERVERS_EXPECTED,
);

/** Of an even number no more may be gone than of one less. */
const REPLICAS = [1, 3, 5] as const;

const NAME_EXPECTED = 'expected a name of 1 to 63 lower-case letters, digits and dashes that begins with no dash';

/** What a file of the given kind holds; a path in its place is the likeliest mistake. */
function contentOf(what: string, mark: RegExp) {
  const expected = `expected the text of ${what}, most often by "\${file:/path}"`;
  return z.string(expected).refine((content) => mark.test(content), expected);
}

const certificate = (what: string) => contentOf(what, /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/);

const tlsSchema = mappingOf({
  ca: z
    .exactOptional(certificate('a PEM file of certificates'))
    .meta({ description: 'Certificates, as PEM: the server has to have one of theirs. Without it, those Node knows.' }),
  cert: z
    .exactOptional(certificate('a PEM file of a certificate'))
    .meta({ description: 'The certificate that the host shows, as PEM; together with queue.tls.key.' }),
  key: z
    .exactOptional(
      contentOf('a PEM file of a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/).meta({ writeOnly: true }),
    )
    .meta({ description: 'The private key of the certificate, as PEM.' }),
});

/** What both queues have, and what either has alone; `queueProblems` says what does not go together. */
export const queueSchema = mappingOf({
  type: z
    .enum(QUEUE_TYPES, `expected one of ${QUEUE_TYPES.join(', ')}`)
    .prefault(DEFAULTS.queue.type)
    .meta({ description: 'The queue: a file of this host alone, or NATS JetStream, which several replicas share.' }),
  path: text('expected the path of the queue file').prefault(DEFAULTS.queue.path).meta({
    description: 'sqlite: the queue file. Only one host may have it open. The default is in the working directory.',
  }),
  servers: z
    .exactOptional(serversSchema)
    .meta({ description: 'nats: the servers, of which any one is enough; with tls:// there is TLS or no connection.' }),
  name: z.string(NAME_EXPECTED).regex(INSTANCE_NAME, NAME_EXPECTED).prefault(DEFAULTS.queue.name).meta({
    description: 'nats: what the names of streams and subjects begin with. Replicas of one name share the work.',
  }),
  user: z.exactOptional(text('expected the name of a user')).meta({
    description: 'nats: who connects; together with queue.password.',
  }),
  password: z
    .exactOptional(text('expected a password').meta({ writeOnly: true }))
    .meta({ description: 'nats: the password of the user.' }),
  token: z
    .exactOptional(text('expected a token').meta({ writeOnly: true }))
    .meta({ description: 'nats: a token, in place of a user.' }),
  credentials: z
    .exactOptional(
      contentOf('a .creds file', /-----BEGIN NATS USER JWT-----.*-----BEGIN USER NKEY SEED-----/s).meta({
        writeOnly: true,
      }),
    )
    .meta({ description: 'nats: the text of a .creds file, in place of a user.' }),
  tls: z.exactOptional(tlsSchema).meta({ description: 'nats: with it there is TLS or no connection.' }),
  replicas: z
    .literal(REPLICAS, `expected one of ${REPLICAS.join(', ')}`)
    .prefault(DEFAULTS.queue.replicas)
    .meta({
      description: 'nats: on so many of its servers JetStream stores each event; not how many hosts there are.',
    }),
  leaseTime: duration({ min: '2s', max: '1h' })
    .prefault(DEFAULTS.queue.leaseTime)
    .meta({ description: 'nats: what a host that is gone was delivering, another one takes over after this time.' }),
  deduplicationWindow: duration({ min: '1s', max: '30d' }).prefault(DEFAULTS.queue.deduplicationWindow).meta({
    description:
      "nats: JetStream's own memory of event ids; the id of an event that is kept is known anyway. Not beyond queue.retention.",
  }),
  maxPending: wholeNumber(1, 1_000_000_000)
    .prefault(DEFAULTS.queue.maxPending)
    .meta({ description: 'Publishing is refused beyond so many pending deliveries.' }),
  retention: duration(PERIOD)
    .prefault(DEFAULTS.queue.retention)
    .meta({ description: 'Delivered deliveries are kept this long.' }),
});
