import * as api from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { isTracingWanted } from '../../src/tracing/tracing-wanted.js';

afterEach(() => api.trace.disable());

describe('tracing is wanted', () => {
  it.each([
    { OTEL_TRACES_EXPORTER: 'otlp' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'false' },
  ])('with %j', (env) => {
    expect(isTracingWanted(env)).toBe(true);
  });

  it.each([
    {},
    { OTEL_SERVICE_NAME: 'notifications' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' },
    { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
    { OTEL_SDK_DISABLED: 'TRUE', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
  ])('not with %j', (env) => {
    expect(isTracingWanted(env)).toBe(false);
  });

  it('where somebody else has registered an SDK', () => {
    api.trace.setGlobalTracerProvider(new api.ProxyTracerProvider());
    expect(isTracingWanted({})).toBe(true);
    expect(isTracingWanted({ OTEL_SDK_DISABLED: 'true' })).toBe(false);
  });
});
