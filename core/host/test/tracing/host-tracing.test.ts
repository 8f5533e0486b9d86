import { CodedError } from '@headwind/bus/coded-error';
import { QUEUE_FULL } from '@headwind/bus/errors';
import { rejected } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import * as api from '@opentelemetry/api';
import { tracing } from '@opentelemetry/sdk-node';
import { expect, it } from 'vitest';
import { Redactor } from '../../src/log/redactor.js';
import { HostTracing } from '../../src/tracing/host-tracing.js';

const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = tracing;

/** Tracing that knows one secret, and what it would send. */
function setup() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const redactor = new Redactor();
  redactor.add('hunter22');
  const host = new HostTracing({
    api,
    tracer: provider.getTracer('test'),
    redact: (text) => redactor.redact(text),
    shutdown: () => provider.shutdown(),
  });
  return { host, ended: () => exporter.getFinishedSpans() };
}

it('blanks secrets out of the error of a publication', async () => {
  const { host, ended } = setup();
  const failing = host.publish([], 'api', () => Promise.reject(new Error('no route to hunter22')));
  await expect(failing).rejects.toThrow('no route to hunter22');
  expect(ended()).toMatchObject([
    {
      name: 'publish',
      status: { code: api.SpanStatusCode.ERROR, message: 'no route to [secret]' },
      attributes: { 'error.type': 'exception' },
    },
  ]);
  expect(ended()[0]?.events).toEqual([]);
});

it('names the code of the error of a publication', async () => {
  const { host, ended } = setup();
  const failing = host.publish([], 'api', () => Promise.reject(new CodedError(QUEUE_FULL, 'Full.')));
  await expect(failing).rejects.toThrow('QUEUE_FULL');
  expect(ended()).toMatchObject([{ attributes: { 'error.type': 'QUEUE_FULL' } }]);
});

it('blanks secrets out of what an attempt came to', async () => {
  const { host, ended } = setup();
  const attempt = { deliveryId: 'e1/oncall', channel: 'oncall', plugin: 'webhook', number: 1 };
  await host.attempt({ ...attempt, event: eventOf('update_failed') }, async () => rejected('HTTP 403: hunter22'));
  expect(ended()).toMatchObject([{ status: { code: api.SpanStatusCode.ERROR, message: 'HTTP 403: [secret]' } }]);
});
