import * as api from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { Redactor } from '../../src/log/redactor.js';
import { createTracing } from '../../src/tracing/create-tracing.js';
import { recordedLog } from '../plugins/recorded-log.js';

afterEach(() => api.trace.disable());

const parts = () => ({ redactor: new Redactor(), log: recordedLog(), embedded: true });

describe('tracing in a program that embeds the host', () => {
  it('is not begun by variables', async () => {
    const env = { OTEL_TRACES_EXPORTER: 'console', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    expect(await createTracing({ ...parts(), env })).toBeUndefined();
  });

  it('starts no SDK beside one of the program that makes no spans', async () => {
    api.trace.setGlobalTracerProvider(new api.ProxyTracerProvider());
    expect(await createTracing({ ...parts(), env: {} })).toBeUndefined();
    expect(api.isSpanContextValid(api.trace.getTracer('test').startSpan('span').spanContext())).toBe(false);
  });

  it('is made with the SDK of the program, and ends without ending that', async () => {
    const spanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
    const startSpan = () => api.trace.wrapSpanContext(spanContext);
    const tracer = { startSpan, startActiveSpan: () => expect.fail('not used') };
    api.trace.setGlobalTracerProvider({ getTracer: () => tracer });
    const tracing = await createTracing({ ...parts(), env: {} });
    await tracing?.shutdown();
    expect(tracing).toBeDefined();
    expect(api.trace.getTracer('test').startSpan('span').spanContext()).toEqual(spanContext);
  });
});
