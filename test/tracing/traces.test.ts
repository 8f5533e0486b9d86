import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { testCollector } from './collected-spans.js';
import { inTrace, named, PUBLISHER_SPAN, runTracedHost, TRACE_ID } from './traced-host.js';

const PRODUCER = 4;
const CONSUMER = 5;
const ERROR = 2;

describe('with tracing', () => {
  it.each(['none', 'worker'])(
    "goes on with the publisher's trace, through the publication and the attempt, into the receiver (isolation: %s)",
    async (isolation) => {
      const [receiver, collector] = [await testReceiver(), await testCollector()];
      const host = await runTracedHost(receiver.url, collector.env, { settings: `, isolation: ${isolation}` });
      const answer = await post(await host.listening(), named('nginx'), inTrace());
      const { events } = (await answer.json()) as { events: { id: string }[] };
      const id = events[0]?.id;
      const { headers } = await receiver.next();
      const [attempt] = await collector.spansNamed('deliver receiver', 1);
      const [publication] = await collector.spansNamed('publish', 1);

      expect(publication).toMatchObject({ kind: PRODUCER, traceId: TRACE_ID, parentSpanId: PUBLISHER_SPAN });
      expect(publication?.attributes).toEqual({
        'messaging.system': 'headwind',
        'messaging.operation.name': 'publish',
        'messaging.operation.type': 'send',
        'messaging.message.id': id,
        'headwind.source': 'api',
        'headwind.event.kind': 'update_completed',
        'headwind.workload.namespace': 'production',
        'headwind.workload.name': 'nginx',
      });
      expect(attempt).toMatchObject({ kind: CONSUMER, traceId: TRACE_ID, parentSpanId: publication?.spanId });
      expect(attempt?.status.code).not.toBe(ERROR);
      expect(attempt?.attributes).toEqual({
        'messaging.system': 'headwind',
        'messaging.operation.name': 'deliver',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'receiver',
        'messaging.message.id': id,
        'headwind.delivery.id': `${id}/receiver`,
        'headwind.plugin': 'webhook',
        'headwind.attempt': 1,
        'headwind.event.kind': 'update_completed',
        'headwind.workload.namespace': 'production',
        'headwind.workload.name': 'nginx',
        'headwind.outcome': 'delivered',
      });
      expect(headers).toMatchObject({
        traceparent: `00-${TRACE_ID}-${attempt?.spanId}-01`,
        tracestate: 'congo=t61rcWkgMzE',
      });
    },
  );

  it("goes on with a CloudEvent's trace, unless the request is in one itself", async () => {
    const [receiver, collector] = [await testReceiver(), await testCollector()];
    const host = await runTracedHost(receiver.url, collector.env);
    const address = await host.listening();
    const cloudEvent = { 'ce-specversion': '1.0', 'ce-source': '/ci', 'ce-type': 'sh.headwind.update_completed' };
    const { traceparent = '' } = inTrace('01', 'b'.repeat(32));
    const attributes = { ...cloudEvent, 'ce-traceparent': traceparent };
    await post(address, named('nginx'), { ...attributes, 'ce-id': '1' });
    await post(address, named('nginx'), { ...attributes, 'ce-id': '2', ...inTrace() });
    const publications = await collector.spansNamed('publish', 2);
    expect(publications.map(({ traceId }) => traceId)).toEqual(['b'.repeat(32), TRACE_ID]);
    expect(publications.map(({ parentSpanId }) => parentSpanId)).toEqual([PUBLISHER_SPAN, PUBLISHER_SPAN]);
  });

  it('makes each attempt a span of its own, beside the one before, with what went wrong', async () => {
    const [receiver, collector] = [await testReceiver(), await testCollector()];
    receiver.replyWith(503, { body: 'out to lunch' });
    const host = await runTracedHost(receiver.url, collector.env);
    await post(await host.listening(), named('nginx'), inTrace());
    const requests = await receiver.waitFor(2);
    const attempts = await collector.spansNamed('deliver receiver', 2);
    const [publication] = await collector.spansNamed('publish', 1);

    expect(attempts.map(({ parentSpanId }) => parentSpanId)).toEqual([publication?.spanId, publication?.spanId]);
    expect(attempts.map(({ attributes }) => attributes['headwind.attempt'])).toEqual([1, 2]);
    expect(attempts.map(({ attributes }) => attributes['headwind.outcome'])).toEqual(['retry', 'delivered']);
    expect(attempts[0]?.attributes['error.type']).toBe('server_error');
    expect(attempts[0]?.status).toEqual({ code: ERROR, message: expect.stringContaining('out to lunch') });
    expect(attempts[1]?.status.code).not.toBe(ERROR);
    expect(requests.map(({ headers }) => headers.traceparent)).toEqual(
      attempts.map(({ spanId }) => `00-${TRACE_ID}-${spanId}-01`),
    );
  });

  it('ends the span of an attempt whose time is up, though the receiver never answers', async () => {
    const [receiver, collector] = [await testReceiver(), await testCollector()];
    receiver.hang();
    const host = await runTracedHost(receiver.url, collector.env, { settings: ', timeout: 100ms' });
    await post(await host.listening(), named('nginx'), inTrace());
    const [attempt] = await collector.spansNamed('deliver receiver', 1);
    expect(attempt?.status).toEqual({ code: ERROR, message: expect.stringContaining('no outcome within 0.1 s') });
    expect(attempt?.attributes['error.type']).toBe('timeout');
  });

  it('goes on with the trace after a kill', async () => {
    const [receiver, collector, folder] = [await testReceiver(), await testCollector(), await testFolder()];
    receiver.hang();
    const killed = await runTracedHost(receiver.url, collector.env, { folder });
    await post(await killed.listening(), named('nginx'), inTrace());
    await receiver.waitFor(1);
    const [publication] = await collector.spansNamed('publish', 1);
    await killed.kill();

    await runTracedHost(receiver.url, collector.env, { folder });
    const [attempt] = await collector.spansNamed('deliver receiver', 1);
    expect(attempt).toMatchObject({ traceId: TRACE_ID, parentSpanId: publication?.spanId });
    const [, second] = await receiver.waitFor(2);
    expect(second?.headers.traceparent).toBe(`00-${TRACE_ID}-${attempt?.spanId}-01`);
  });

  it('makes one span of a publication of several events, and hangs all their attempts on it', async () => {
    const [receiver, collector] = [await testReceiver(), await testCollector()];
    const host = await runTracedHost(receiver.url, collector.env);
    await post(await host.listening(), [named('one'), named('two')], inTrace());
    const attempts = await collector.spansNamed('deliver receiver', 2);
    const publications = await collector.spansNamed('publish', 1);
    expect(publications).toHaveLength(1);
    expect(publications[0]?.attributes).toMatchObject({ 'messaging.batch.message_count': 2 });
    expect(attempts.map(({ parentSpanId }) => parentSpanId)).toEqual(attempts.map(() => publications[0]?.spanId));
  });

  it('begins a trace where the publisher is in none, or says so in a way that nobody can read', async () => {
    const [receiver, collector] = [await testReceiver(), await testCollector()];
    const host = await runTracedHost(receiver.url, collector.env);
    const address = await host.listening();
    await post(address, named('one'));
    await post(address, named('two'), { traceparent: 'nonsense' });
    const publications = await collector.spansNamed('publish', 2);
    expect(publications.map(({ parentSpanId }) => parentSpanId || 'none')).toEqual(['none', 'none']);
    expect(new Set(publications.map(({ traceId }) => traceId)).size).toBe(2);
  });

  it('sends no span of a trace that is not sampled, and passes it on as such', async () => {
    const [receiver, collector] = [await testReceiver(), await testCollector()];
    const sampledTrace = '0af7651916cd43dd8448eb211c80319c';
    const host = await runTracedHost(receiver.url, collector.env);
    const address = await host.listening();
    await post(address, named('one'), inTrace('00'));
    const { headers } = await receiver.next();
    expect(headers.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[\\da-f]{16}-00$`));
    await post(address, named('two'), inTrace('01', sampledTrace));
    await collector.spansNamed('deliver receiver', 1);
    expect(await host.stop()).toBe(0);
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([sampledTrace]));
  });

  it('sends the last spans before it ends, and says who it is but not how it was called', async () => {
    const [receiver, collector] = [await testReceiver(), await testCollector()];
    const host = await runTracedHost(receiver.url, { ...collector.env, OTEL_BSP_SCHEDULE_DELAY: '600000' });
    await post(await host.listening(), named('nginx'));
    await receiver.next();
    expect(await host.stop()).toBe(0);
    expect(collector.spans.map(({ name }) => name).toSorted()).toEqual(['deliver receiver', 'publish']);
    const [resource] = collector.resources;
    expect(resource).toMatchObject({ 'service.name': 'headwind-notifications' });
    expect(Object.keys(resource ?? {}).filter((key) => key.startsWith('process.'))).toEqual([]);
  });

  it('goes by the name that the variables give it', async () => {
    const [receiver, collector] = [await testReceiver(), await testCollector()];
    const host = await runTracedHost(receiver.url, { ...collector.env, OTEL_SERVICE_NAME: 'pages' });
    await post(await host.listening(), named('nginx'));
    await collector.spansNamed('publish', 1);
    expect(collector.resources[0]).toMatchObject({ 'service.name': 'pages' });
  });
});
