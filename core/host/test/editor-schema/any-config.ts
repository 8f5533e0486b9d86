import { EVENT_KINDS, SEVERITIES } from '@headwind/plugin-api';
import fc, { type Arbitrary } from 'fast-check';
import { LOG_LEVELS, SIGNATURE_SCHEMES, TOKEN_ROLES } from '../../src/config/host-schema.js';
import { isMapping } from '../../src/config/mapping.js';

/** A configuration file that is right, and the variables it refers to. */
export interface AnyConfig {
  readonly tree: unknown;
  readonly env: NodeJS.ProcessEnv;
}

/** A text that may be written as a reference instead: an object of this class stands for it until it is. */
class Referable {
  constructor(
    readonly text: string,
    readonly isReference: boolean,
  ) {}
}

function referable(text: Arbitrary<string>): Arbitrary<Referable> {
  return fc.record({ text, isReference: fc.boolean() }).map((each) => new Referable(each.text, each.isReference));
}

/** A mapping of some of these keys, which may also stand there without a value, or nothing. */
function section(
  keys: Readonly<Record<string, Arbitrary<unknown>>>,
  required: Readonly<Record<string, Arbitrary<unknown>>> = {},
) {
  const optional = Object.entries(keys).map(([key, value]) => [key, fc.option(value)] as const);
  return fc.record({ ...Object.fromEntries(optional), ...required }, { requiredKeys: Object.keys(required) });
}

const words = (...texts: string[]) => referable(fc.constantFrom(...texts));
const duration = words('1ms', '500ms', '10s', '5m', '24h');
const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/).filter((text) => text !== '');
const secret = referable(fc.stringMatching(/^[\x21-\x23\x25-\x7e]{4,20}$/));
const list = (item: Arbitrary<unknown>, minLength = 0) => fc.array(item, { minLength, maxLength: 3 });
const level = words(...LOG_LEVELS);
const event = words(...EVENT_KINDS, '*', 'update_*', '*_failed', 'roll*failed');
const text = referable(fc.string({ minLength: 1 }).map((each) => each.replaceAll('$', '').replaceAll('\0', '') || 'a'));
const pattern = list(text, 1);
const url = referable(fc.webUrl({ withQueryParameters: true }).map((each) => each.replaceAll('$', '')));
const address = words('127.0.0.1', '10.0.0.0/8', '2001:db8::/32', 'example.com', '*.example.com');

/** As plugins of this project take them. */
const uses: Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.record({ use: words('console', '@headwind/plugin-console') }),
  fc.record({ use: fc.constant('console'), config: fc.constant(null) }),
  fc.record({
    use: fc.constantFrom('console', '@headwind/plugin-console'),
    config: fc.record({ format: words('auto', 'json'), color: words('never') }, { requiredKeys: [] }),
  }),
  fc.record({
    use: fc.constant('webhook'),
    config: fc.record(
      {
        url,
        secrets: list(secret),
        headers: fc.constant({ 'x-team': new Referable('platform', true) }),
        cloudEvents: fc.record({ mode: words('structured', 'binary'), source: words('/a') }, { requiredKeys: [] }),
      },
      { requiredKeys: ['url'] },
    ),
  }),
  fc.record({
    use: fc.constant('pagerduty'),
    config: fc.record(
      {
        routingKey: referable(fc.stringMatching(/^[A-Za-z0-9]{32}$/)),
        region: words('us', 'eu'),
        severities: fc.record({ update_failed: words(...SEVERITIES) }, { requiredKeys: [] }),
        changeEvents: fc.boolean(),
      },
      { requiredKeys: ['routingKey'] },
    ),
  }),
  fc.record({
    use: fc.constant('slack'),
    config: fc.record(
      {
        token: words('xoxb-1-a'),
        channel: words('#deployments', 'C0123456789'),
        iconEmoji: words(':rocket:', 'rocket'),
        threads: fc.boolean(),
        broadcast: words(...SEVERITIES, 'never'),
      },
      { requiredKeys: ['token', 'channel'] },
    ),
  }),
  fc.record({
    use: fc.constant('teams'),
    config: fc.record(
      {
        webhookUrl: words('https://example.com/a?sig=b'),
        logoUrl: fc.oneof(fc.constant(false), words('https://example.com/a.png')),
      },
      { requiredKeys: ['webhookUrl'] },
    ),
  }),
  fc.record({
    use: fc.constant('opsgenie'),
    config: fc.record(
      {
        apiKey: secret,
        region: words('us', 'eu'),
        tags: list(words('a', 'b')),
        responders: list(fc.constant({ type: new Referable('team', true), name: 'a' })),
      },
      { requiredKeys: ['apiKey'] },
    ),
  }),
  fc.record({ use: fc.constant('samples'), config: fc.record({ intervalMs: fc.nat(1000), repeat: fc.boolean() }) }),
  fc.record({
    use: fc.constant('metrics'),
    config: fc.record({ listen: words('127.0.0.1:0', ':9090'), token: words('a-token') }),
  }),
);

const lane = section({
  when: section({
    events: list(event, 1),
    namespaces: pattern,
    workloads: pattern,
    kinds: pattern,
    policies: pattern,
    minSeverity: words(...SEVERITIES),
  }),
  retry: section({ for: duration, min: words('1ms', '1s'), max: words('5m', '1h'), maxRetries: fc.nat(1_000_000) }),
  concurrency: fc.integer({ min: 1, max: 1000 }),
  timeout: duration,
  rateLimit: section(
    { burst: fc.integer({ min: 1, max: 100_000 }) },
    { perSecond: fc.oneof(fc.constantFrom(0.5), fc.integer({ min: 1, max: 100_000 })) },
  ),
  startTimeout: words('10s', '24h'),
});

const templates = section({
  templates: fc.dictionary(
    fc.constantFrom(...EVENT_KINDS, '*', 'update_*', '*_triggered'),
    fc.option(
      section({
        title: words('{{ workload.name }}'),
        text: words('text'),
        facts: fc.dictionary(fc.stringMatching(/^[A-Z][a-z ]{0,9}$/), fc.option(words('fact'))),
      }),
    ),
  ),
});

const instance = fc
  .tuple(uses, lane, templates)
  .map(([use, ways, other]) => ({ ...ways, ...(TEMPLATED.has(use.use) && other), ...use }));

/** By their templates, channels of text. */
const TEMPLATED: ReadonlySet<unknown> = new Set(['console', 'teams', 'slack']);

const maxPending = fc.integer({ min: 1, max: 1_000_000_000 });
const natsServer = words('nats://nats:4222', 'tls://nats.example.com');
const certificate = words('-----BEGIN CERTIFICATE-----');

const file = section(
  {
    server: section({
      listen: words('127.0.0.1:8080', '[::1]:0', 'localhost:8080'),
      tokens: list(
        fc.oneof(secret, fc.record({ token: secret, role: words(...TOKEN_ROLES) }, { requiredKeys: ['token'] })),
      ),
      headwind: section({ secrets: list(secret), scheme: words(...SIGNATURE_SCHEMES) }),
      allowUnauthenticated: fc.boolean(),
      bodyLimit: fc.oneof(words('1MiB', '100', '2KiB', '3B'), fc.integer({ min: 1, max: 2 ** 30 })),
      stopTimeout: words('0s', '10s'),
    }),
    queue: fc.oneof(
      section({ type: words('sqlite'), path: text, maxPending, retention: words('0s', '3650d') }),
      section(
        {
          name: words('headwind'),
          tls: section({ ca: certificate }, { cert: certificate, key: words('-----BEGIN EC PRIVATE KEY-----') }),
          replicas: fc.constantFrom(1, 3, 5),
          leaseTime: words('2s', '1h'),
          deduplicationWindow: words('1s', '1h'),
          maxPending,
          retention: words('1h', '3650d'),
        },
        { type: words('nats'), servers: fc.oneof(natsServer, list(natsServer, 1)), token: secret },
      ),
    ),
    network: section({ allow: list(address), deny: list(address) }),
    log: section({ level }),
    plugins: fc.dictionary(name, instance, { maxKeys: 4 }),
  },
  { apiVersion: words('headwind.sh/v1') },
);

/** Any configuration file that is right: every key, with and without a value, as it is or as a reference. */
export const anyConfig: Arbitrary<AnyConfig> = file.map((tree) => {
  const env: NodeJS.ProcessEnv = {};
  return { tree: written(tree, env), env };
});

function written(value: unknown, env: NodeJS.ProcessEnv): unknown {
  if (value instanceof Referable) {
    if (!value.isReference) return value.text;
    const variable = `VARIABLE_${Object.keys(env).length}`;
    env[variable] = value.text;
    return `\${env:${variable}}`;
  }
  if (Array.isArray(value)) return value.map((each) => written(each, env));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, written(each, env)]));
}
