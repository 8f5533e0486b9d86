/** Where `@opentelemetry/api` 1.x keeps what is registered, for all its copies in one process (its `global-utils`). */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/** Any of these asks for tracing; `none` as the exporter asks for none. */
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/**
 * Whether spans are wanted: OpenTelemetry's variables name an exporter or an endpoint, or somebody else in this process
 * has registered an SDK (`node --import`). Loads nothing to find out.
 */
export function isTracingWanted(env: NodeJS.ProcessEnv): boolean {
  const variable = (name: string): string => env[name]?.trim() ?? '';
  if (variable('OTEL_SDK_DISABLED').toLowerCase() === 'true') return false;
  const exporter = variable('OTEL_TRACES_EXPORTER');
  if (exporter === 'none') return false;
  return exporter !== '' || ENDPOINTS.some((name) => variable(name) !== '') || isSdkRegistered();
}

function isSdkRegistered(): boolean {
  const registry: unknown = Reflect.get(globalThis, REGISTRY);
  return typeof registry === 'object' && registry !== null && 'trace' in registry;
}
