import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { expect, it, vi } from 'vitest';
import { post } from '../support/events.js';
import { describeWithNats } from '../support/nats-server.js';
import { testReceiver } from '../support/receiver.js';
import { testNatsServer } from '../support/test-nats-server.js';
import { readiness, runNatsHost } from './nats-host.js';

const SOON = { timeout: 30_000, interval: 50 };

function hook(url: string): string {
  return `plugins:\n  hook: { use: webhook, retry: { min: 20ms, max: 100ms }, config: { url: "${url}" } }\n`;
}

function named(id: string): typeof EXAMPLE_PAYLOAD & { readonly id: string } {
  return { ...EXAMPLE_PAYLOAD, id };
}

describeWithNats('a host on NATS JetStream', () => {
  it('delivers what is published, knows it when it is published again, and keeps what waits over a restart', async () => {
    const nats = await testNatsServer();
    await nats.start();
    const receiver = await testReceiver();
    const first = await runNatsHost(nats, { yaml: hook(receiver.url) });
    const address = await first.listening();
    await vi.waitFor(async () => expect((await readiness(address)).status).toBe(200), SOON);
    expect((await post(address, named('a'))).status).toBe(202);
    await receiver.waitFor(1);
    const again = await post(address, named('a'));
    expect(await again.json()).toMatchObject({ events: [{ id: 'a', duplicate: true }] });

    await fetch(`${address}/v1/channels/hook/pause`, { method: 'POST' });
    expect((await post(address, named('b'))).status).toBe(202);
    expect(await first.stop()).toBe(0);

    const second = await runNatsHost(nats, { yaml: hook(receiver.url) });
    const other = await second.listening();
    await vi.waitFor(async () => expect((await readiness(other)).status).toBe(200), SOON);
    const channel = await (await fetch(`${other}/v1/channels/hook`)).json();
    expect(channel).toMatchObject({ state: 'paused', pending: 1 });
    const waiting = await (await fetch(`${other}/v1/deliveries?state=pending`)).json();
    expect(waiting).toMatchObject({ deliveries: [{ id: 'b/hook' }] });
    await fetch(`${other}/v1/channels/hook/resume`, { method: 'POST' });
    const requests = await receiver.waitFor(2);
    expect(requests.map(({ headers }) => headers['webhook-id'])).toEqual(['a/hook', 'b/hook']);
    expect(await second.stop()).toBe(0);
  });

  it('keeps dead letters until they are replayed', async () => {
    const nats = await testNatsServer();
    await nats.start();
    const receiver = await testReceiver();
    receiver.replyWith(400);
    const host = await runNatsHost(nats, { yaml: hook(receiver.url) });
    const address = await host.listening();
    await vi.waitFor(async () => expect((await post(address, named('a'))).status).toBe(202), SOON);
    const deliveries = async () => (await fetch(`${address}/v1/deliveries?state=dead`)).json();
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject({ deliveries: [{ id: 'a/hook' }] }), SOON);
    const replay = await fetch(`${address}/v1/deliveries/${encodeURIComponent('a/hook')}/replay`, { method: 'POST' });
    expect(replay.status).toBeLessThan(300);
    await receiver.waitFor(2);
    await vi.waitFor(async () => expect(await deliveries()).toMatchObject({ deliveries: [] }), SOON);
  });

  it('answers while its server is away, takes no events until that is there, and then starts', async () => {
    const nats = await testNatsServer();
    const receiver = await testReceiver();
    const host = await runNatsHost(nats, { yaml: hook(receiver.url) });
    const address = await host.listening();
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    const waiting = await readiness(address);
    expect(waiting.status).toBe(503);
    expect(waiting.text).toContain('The server of the queue is not reachable.');
    expect(waiting.text).not.toContain(nats.url);
    const refusal = await post(address, named('a'));
    expect([refusal.status, refusal.headers.get('retry-after')]).toEqual([503, '5']);
    const refused = await refusal.text();
    expect(JSON.parse(refused)).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(refused).not.toContain(nats.url);
    expect((await fetch(`${address}/v1/channels/hook/pause`, { method: 'POST' })).status).toBe(503);
    expect(host.stderr).not.toContain('instance started');

    await nats.start();
    await host.saysOnStderr(/"msg":"started"/);
    expect((await readiness(address)).status).toBe(200);
    expect((await post(address, named('a'))).status).toBe(202);
    const [request] = await receiver.waitFor(1);
    expect(request?.headers['webhook-id']).toBe('a/hook');
    expect(await host.stop()).toBe(0);
  });

  it('stops at once while its server is away', async () => {
    const nats = await testNatsServer();
    const host = await runNatsHost(nats, { yaml: hook('http://127.0.0.1:9/') });
    await host.listening();
    expect(await host.stop()).toBe(0);
    await host.saysOnStderr(/"msg":"stopped"/);
  });

  it('goes on by itself after its server was killed, and every event that was acknowledged arrives', async () => {
    const nats = await testNatsServer();
    await nats.start();
    const receiver = await testReceiver();
    const host = await runNatsHost(nats, { yaml: hook(receiver.url) });
    const address = await host.listening();
    await host.saysOnStderr(/"msg":"started"/);
    const acknowledged: string[] = [];
    let isOver = false;
    const publishing = (async () => {
      for (let number = 0; !isOver; number += 1) {
        const { status } = await post(address, named(`event-${number}`));
        if (status === 202) acknowledged.push(`event-${number}`);
        else expect(status).toBe(503);
      }
    })();
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(50), SOON);
    await nats.kill();
    await vi.waitFor(async () => expect((await readiness(address)).status).toBe(503), SOON);
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    const before = acknowledged.length;
    await nats.start();
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(before + 50), SOON);
    isOver = true;
    await publishing;
    const arrived = () => new Set(receiver.requests.map(({ headers }) => headers['webhook-id']?.split('/')[0]));
    await vi.waitFor(() => expect(acknowledged.filter((id) => !arrived().has(id))).toEqual([]), SOON);
    expect(host.stderr.match(/the connection to the queue is lost/g)).toHaveLength(1);
    expect(host.stderr.match(/connected to the queue/g)).toHaveLength(2);
    expect(await host.stop()).toBe(0);
  });

  it('says that its server refuses it, without the secret, and starts when that is corrected', async () => {
    const nats = await testNatsServer('authorization { user: headwind, password: "the-right-password" }\n');
    await nats.start();
    const yaml = hook('http://127.0.0.1:9/');
    const wrong = await runNatsHost(nats, { yaml, queue: 'user: headwind, password: hunter2-hunter2' });
    const address = await wrong.listening();
    await wrong.saysOnStderr(/QUEUE_SERVER_REFUSED/);
    expect((await readiness(address)).text).toContain('cannot be used (QUEUE_SERVER_REFUSED)');
    expect(await wrong.stop()).toBe(0);
    expect(wrong.stderr).not.toContain('hunter2');

    const right = await runNatsHost(nats, { yaml, queue: 'user: headwind, password: the-right-password' });
    await right.saysOnStderr(/"msg":"started"/);
    expect(await right.stop()).toBe(0);
    expect(right.stderr).not.toContain('the-right-password');
  });

  it('warns once, however often it connects, when the server takes smaller events than it does itself', async () => {
    const nats = await testNatsServer('max_payload: 1048576\n');
    await nats.start();
    const host = await runNatsHost(nats, { yaml: hook('http://127.0.0.1:9/') });
    await host.saysOnStderr(/at most 1048576 bytes \(max_payload\).*set max_payload of the server to 1081344 or more/);
    await host.saysOnStderr(/"msg":"started"/);
    await nats.kill();
    await nats.start();
    await vi.waitFor(() => expect(host.stderr.match(/connected to the queue/g)).toHaveLength(2), SOON);
    expect(await host.stop()).toBe(0);
    expect(host.stderr.match(/max_payload of the server/g)).toHaveLength(1);

    const yaml = `server: { listen: 127.0.0.1:0, bodyLimit: 992KiB }\n${hook('http://127.0.0.1:9/')}`;
    const fitting = await runNatsHost(nats, { yaml });
    await fitting.saysOnStderr(/"msg":"started"/);
    expect(await fitting.stop()).toBe(0);
    expect(fitting.stderr).not.toContain('max_payload');
  });
});
