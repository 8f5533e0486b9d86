import { secretsOfUrl } from './url-secrets.js';

/** Headers that go along with the spans that are sent, usually the key of a hosted collector. */
const EXPORTER_HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'];

const EXPORTER_ENDPOINTS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
];

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/** Headers whose values are credentials, however short. */
const CREDENTIAL_HEADER = /authorization|key|token|secret/i;

/** A shorter value of another header is a word such as `production`, which must stay readable. Characters. */
const SHORTEST_VALUE = 16;

/** A shorter user name is a word such as `proxy`. Characters. */
const SHORTEST_USER_NAME = 8;

/**
 * What is secret in the variables that libraries read by themselves: the headers of OpenTelemetry's exporters, which are
 * written `key=value,key=value` and percent-encoded; what is secret in their endpoints; the passwords of proxies, and the
 * user names that may be tokens. All as written and as sent.
 */
export function environmentSecrets(env: NodeJS.ProcessEnv): readonly string[] {
  const valueOfVariable = (name: string): string => env[name]?.trim() ?? '';
  const headers = EXPORTER_HEADERS.flatMap((name) => valueOfVariable(name).split(','));
  const endpoints = EXPORTER_ENDPOINTS.map(valueOfVariable);
  const proxies = PROXIES.flatMap((name) => [valueOfVariable(name), valueOfVariable(name.toLowerCase())]);
  const secrets = [
    ...headers.flatMap(secretsOfHeader),
    ...proxies.flatMap(secretsOfProxy),
    ...endpoints.flatMap(secretsOfUrl),
  ];
  return [...new Set(secrets.flatMap((secret) => [secret, decoded(secret)]))].filter((secret) => secret !== '');
}

function secretsOfHeader(header: string): string[] {
  const [name, value] = [header.slice(0, header.indexOf('=') + 1), header.slice(header.indexOf('=') + 1).trim()];
  // What has no name is most likely a key that was pasted alone.
  return name === '' || CREDENTIAL_HEADER.test(name) || decoded(value).length >= SHORTEST_VALUE ? [value] : [];
}

function secretsOfProxy(proxy: string): string[] {
  if (!URL.canParse(proxy)) return [];
  const { username, password } = new URL(proxy);
  return decoded(username).length >= SHORTEST_USER_NAME ? [username, password] : [password];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
