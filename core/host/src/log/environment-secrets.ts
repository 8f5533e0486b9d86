/** Headers that go along with the spans that are sent, usually the key of a hosted collector. */
const EXPORTER_HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'];

const EXPORTER_ENDPOINTS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
];

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/**
 * What is secret in the variables that libraries read by themselves: the headers of OpenTelemetry's exporters, which are
 * written `key=value,key=value` and percent-encoded, and their endpoints; the passwords of proxies.
 */
export function environmentSecrets(env: NodeJS.ProcessEnv): readonly string[] {
  const valueOfVariable = (name: string): string => env[name]?.trim() ?? '';
  const headers = EXPORTER_HEADERS.flatMap((name) => valueOfVariable(name).split(','));
  const values = headers.map((header) => header.slice(header.indexOf('=') + 1).trim());
  const proxies = PROXIES.flatMap((name) => [valueOfVariable(name), valueOfVariable(name.toLowerCase())]);
  const passwords = proxies.map((proxy) => (URL.canParse(proxy) ? new URL(proxy).password : ''));
  const secrets = [...values, ...passwords, ...EXPORTER_ENDPOINTS.map(valueOfVariable)];
  return [...new Set(secrets.flatMap((secret) => [secret, decoded(secret)]))].filter((secret) => secret !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
