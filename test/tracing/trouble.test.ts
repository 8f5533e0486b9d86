import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testReceiver } from '../support/receiver.js';
import { testCollector } from './collected-spans.js';
import { inTrace, named, runTracedHost, TRACE_ID } from './traced-host.js';

const EVENTS = 40;

/** Node's option that runs one of this folder's preloads before the host. */
function preload(name: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${fileURLToPath(new URL(`preloads/${name}.mjs`, import.meta.url))}` };
}

/** An address at which nobody listens. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('there was no port');
  return `http://127.0.0.1:${address.port}`;
}

describe('a collector that is down', () => {
  it('costs no delivery, no line an event, and no clean end', async () => {
    const receiver = await testReceiver();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: await closedAddress(),
      OTEL_EXPORTER_OTLP_TIMEOUT: '50',
      OTEL_BSP_SCHEDULE_DELAY: '10',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1',
    };
    const host = await runTracedHost(receiver.url, env);
    const address = await host.listening();
    for (let number = 0; number < EVENTS; number += 1) await post(address, named(`nginx-${number}`));
    await receiver.waitFor(EVENTS);
    await host.saysOnStderr(/tracing has trouble; notifications are not affected/);
    expect(await host.stop()).toBe(0);
    expect(receiver.requests).toHaveLength(EVENTS);
    expect(host.stderr.match(/tracing has trouble/g)).toHaveLength(1);
    expect(host.stderr.match(/ECONNREFUSED/g)?.length).toBeLessThan(4);
    expect(host.stdout).toBe('');
  });
});

describe('the packages of OpenTelemetry', () => {
  it('are not loaded where nobody asks for tracing, nor is the storage that follows asynchronous calls used', async () => {
    const receiver = await testReceiver();
    const host = await runTracedHost(receiver.url, preload('say-what-is-loaded'));
    await post(await host.listening(), named('nginx'), inTrace());
    const { headers } = await receiver.next();
    expect(await host.stop()).toBe(0);
    expect(headers.traceparent).toBeUndefined();
    expect(host.stdout).toContain('loaded fastify');
    expect(host.stdout).not.toContain('opentelemetry');
    expect(host.stdout).not.toContain('storage entered');
  });

  it('are loaded where somebody does', async () => {
    const [receiver, collector] = [await testReceiver(), await testCollector()];
    const host = await runTracedHost(receiver.url, { ...collector.env, ...preload('say-what-is-loaded') });
    await post(await host.listening(), named('nginx'), inTrace());
    await receiver.next();
    expect(await host.stop()).toBe(0);
    for (const name of ['api', 'sdk-node']) expect(host.stdout).toContain(`loaded @opentelemetry/${name}`);
    expect(host.stdout).toContain('storage entered');
  });

  it('are asked for, once and by name, where they are missing, and the host delivers all the same', async () => {
    const receiver = await testReceiver();
    const host = await runTracedHost(receiver.url, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      ...preload('without-opentelemetry'),
    });
    await post(await host.listening(), named('nginx'));
    await receiver.next();
    expect(await host.stop()).toBe(0);
    const warnings = host.stderr.split('\n').filter((line) => line.includes('TRACING_UNAVAILABLE'));
    expect(warnings).toHaveLength(1);
    for (const name of ['@opentelemetry/api', '@opentelemetry/sdk-node']) expect(warnings[0]).toContain(name);
  });

  it('are used as they are where an SDK runs in the process already', async () => {
    const receiver = await testReceiver();
    const host = await runTracedHost(receiver.url, preload('own-sdk'));
    await post(await host.listening(), named('nginx'), inTrace());
    await receiver.next();
    await host.saysOnStdout(/ended deliver receiver/);
    expect(await host.stop()).toBe(0);
    expect(host.stdout).toContain(`ended publish in ${TRACE_ID}`);
    expect(host.stdout).toContain(`ended deliver receiver in ${TRACE_ID}`);
  });
});

describe('an exporter that nobody knows', () => {
  it('is named in the log, and there is no tracing', async () => {
    const receiver = await testReceiver();
    const host = await runTracedHost(receiver.url, { OTEL_TRACES_EXPORTER: 'carrier-pigeon' });
    await post(await host.listening(), named('nginx'), inTrace());
    const { headers } = await receiver.next();
    expect(await host.stop()).toBe(0);
    expect(headers.traceparent).toBeUndefined();
    expect(host.stderr).toContain('carrier-pigeon');
  });
});
