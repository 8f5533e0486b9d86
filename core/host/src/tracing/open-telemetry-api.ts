/** The module `@opentelemetry/api`, which is loaded only where tracing is on. */
export type OpenTelemetryApi = typeof import('@opentelemetry/api');
