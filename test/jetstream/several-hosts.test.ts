import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { KubernetesApi } from '../stand-ins/kubernetes-api.js';
import { updateRequest } from '../stand-ins/kubernetes-api-objects.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { describeWithNats, type NatsServer } from '../support/nats-server.js';
import { testReceiver } from '../support/receiver.js';
import { testNatsServer } from '../support/test-nats-server.js';
import { runNatsHost } from './nats-host.js';

const SOON = { timeout: 30_000, interval: 50 };

/** Two of the same configuration, started. */
async function twoHosts(nats: NatsServer, yaml: string, queue?: string) {
  const start = () => runNatsHost(nats, { yaml, ...(queue !== undefined && { queue }) });
  const hosts = [await start(), await start()] as const;
  const addresses = [await hosts[0].listening(), await hosts[1].listening()] as const;
  await Promise.all(hosts.map((host: HostProcess) => host.saysOnStderr(/"msg":"started"/)));
  return { hosts, addresses };
}

function hook(url: string): string {
  return `plugins:\n  hook: { use: webhook, concurrency: 1, config: { url: "${url}" } }\n`;
}

function named(id: string): typeof EXAMPLE_PAYLOAD & { readonly id: string } {
  return { ...EXAMPLE_PAYLOAD, id };
}

async function stateOf(address: string): Promise<unknown> {
  const answer = await fetch(`${address}/v1/channels/hook`);
  return z.object({ state: z.string() }).parse(await answer.json()).state;
}

describeWithNats('two hosts on one JetStream', () => {
  it('pause and resume a channel together, whichever is asked', async () => {
    const nats = await testNatsServer();
    await nats.start();
    const receiver = await testReceiver();
    const { hosts, addresses } = await twoHosts(nats, hook(receiver.url));
    const [one, other] = addresses;
    await fetch(`${one}/v1/channels/hook/pause`, { method: 'POST' });
    await vi.waitFor(async () => expect(await stateOf(other)).toBe('paused'), SOON);
    await hosts[1].saysOnStderr(
      /an operator paused a channel at another host.*"channel":"hook"|"channel":"hook".*an operator paused a channel at another host/,
    );
    expect((await post(one, named('a'))).status).toBe(202);
    expect((await post(other, named('a'))).status).toBe(202);
    expect(receiver.requests).toEqual([]);
    await fetch(`${other}/v1/channels/hook/resume`, { method: 'POST' });
    await vi.waitFor(async () => expect(await stateOf(one)).toBe('running'), SOON);
    await receiver.waitFor(1);
    expect((await post(one, named('b'))).status).toBe(202);
    const requests = await receiver.waitFor(2);
    expect(requests.map(({ headers }) => headers['webhook-id'])).toEqual(['a/hook', 'b/hook']);
  });

  it('take over what one of them had under way when it was killed', async () => {
    const nats = await testNatsServer();
    await nats.start();
    const receiver = await testReceiver();
    receiver.hang();
    const first = await runNatsHost(nats, { yaml: hook(receiver.url) });
    const address = await first.listening();
    await first.saysOnStderr(/"msg":"started"/);
    expect((await post(address, named('a'))).status).toBe(202);
    await receiver.waitFor(1);
    const second = await runNatsHost(nats, { yaml: hook(receiver.url) });
    await second.saysOnStderr(/"msg":"started"/);
    await first.kill();
    const requests = await receiver.waitFor(2);
    expect(requests.map(({ headers }) => headers['webhook-id'])).toEqual(['a/hook', 'a/hook']);
    expect(await second.stop()).toBe(0);
  });

  it('that watch the same cluster tell of each change once', async () => {
    const nats = await testNatsServer();
    await nats.start();
    const receiver = await testReceiver();
    const api = await KubernetesApi.start();
    onTestFinished(() => api.close());
    const kubeconfig = join(await testFolder(), 'kubeconfig');
    await writeFile(kubeconfig, api.kubeconfig());
    const cluster = `  cluster: { use: kubernetes, config: { kubeconfig: "${kubeconfig}", rollbacks: false } }\n`;
    const { hosts } = await twoHosts(nats, `${hook(receiver.url)}${cluster}`);
    for (const host of hosts) await host.saysOnStderr(/updaterequests.*the cluster is watched/);
    const ids = Array.from({ length: 20 }, (_, index) => `request-${index}`);
    for (const uid of ids) api.store.put('updaterequests', updateRequest({ uid }));
    const requests = await receiver.waitFor(ids.length);
    for (const host of hosts) expect(await host.stop()).toBe(0);
    expect(receiver.requests).toHaveLength(ids.length);
    const arrived = requests.map(({ headers }) => headers['webhook-id']).toSorted();
    expect(arrived).toEqual(ids.map((uid) => `${uid}:pending/hook`).toSorted());
  });
});
