import { expect, it, onTestFinished, vi } from 'vitest';
import { describeWithNats } from '../support/nats-server.js';
import { testNatsServer } from '../support/test-nats-server.js';
import { CountingReceiver } from './counting-receiver.js';
import { runNatsHost } from './nats-host.js';
import { PersistentPublisher } from './persistent-publisher.js';

const EVENTS = 20_000;
const PUBLISHERS = 4;
const CONCURRENCY = 8;

/**
 * What may come twice: of the host that is killed, what it had under way; of the two that are left when the server is
 * killed, what each had under way, for whoever gets it next cannot know that it was delivered. A polite stop repeats nothing.
 */
const MOST_DUPLICATES = CONCURRENCY + 2 * CONCURRENCY;

const STEP = { timeout: 200_000, interval: 20 };

function configuration(url: string): string {
  return `
log: { level: info, levels: { hook: error } }
plugins:
  hook:
    use: webhook
    concurrency: ${CONCURRENCY}
    config: { url: "${url}", headers: { x-host: "\${env:HOST_NAME}" } }
`;
}

describeWithNats('three hosts on one JetStream', () => {
  it('share 20,000 events, and every one arrives although a host and the server are killed and a host is stopped', async () => {
    const nats = await testNatsServer();
    await nats.start();
    const receiver = new CountingReceiver();
    const url = await receiver.start();
    onTestFinished(() => receiver.stop());
    const names = ['one-of-them', 'two-of-them', 'three-of-them'];
    const hosts = await Promise.all(
      names.map((name) => runNatsHost(nats, { yaml: configuration(url), env: { HOST_NAME: name } })),
    );
    const addresses = await Promise.all(hosts.map((host) => host.listening()));
    await Promise.all(hosts.map((host) => host.saysOnStderr(/"msg":"started"/)));
    const [killed, stopped, kept] = hosts;
    if (killed === undefined || stopped === undefined || kept === undefined) throw new Error('there are three hosts');

    let reachable = addresses;
    const publishers = Array.from(
      { length: PUBLISHERS },
      (_, index) => new PersistentPublisher(`p${index}`, index, () => reachable),
    );
    const acknowledged = () => publishers.flatMap((publisher) => publisher.acknowledged);
    const publishing = Promise.all(publishers.map((publisher) => publisher.publish(EVENTS / PUBLISHERS)));
    const arrived = (count: number) => vi.waitFor(() => expect(receiver.times.size).toBeGreaterThan(count), STEP);

    await arrived(EVENTS * 0.3);
    const shares = names.map((name) => (receiver.byHost.get(name) ?? 0) / sum(receiver.byHost.values()));
    await killed.kill();
    await arrived(EVENTS * 0.45);
    await nats.kill();
    await nats.start();
    await arrived(EVENTS * 0.6);
    // Publishers still turn to both hosts that are gone: they are refused there.
    expect(await stopped.stop()).toBe(0);
    await arrived(EVENTS * 0.75);
    reachable = addresses.slice(2);
    await publishing;
    const missing = () => acknowledged().filter((id) => !receiver.times.has(id));
    await vi.waitFor(() => expect(missing()).toEqual([]), STEP);

    expect(acknowledged()).toHaveLength(EVENTS);
    for (const share of shares) expect(share).toBeGreaterThanOrEqual(0.2);
    await settled(addresses[2] ?? '');
    expect(receiver.duplicates).toBeLessThanOrEqual(MOST_DUPLICATES);
    expect(await kept.stop()).toBe(0);
    const shown = shares.map((share) => `${Math.round(share * 100)} %`).join(', ');
    process.stdout.write(
      `three hosts: ${acknowledged().length} acknowledged, all arrived; ${receiver.duplicates} duplicates ` +
        `(bound ${MOST_DUPLICATES}); shares ${shown}\n`,
    );
  }, 400_000);
});

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((all, count) => all + count, 0);
}

/** Until nothing waits, so that every repetition has come. */
async function settled(address: string): Promise<void> {
  await vi.waitFor(async () => {
    const channel = await (await fetch(`${address}/v1/channels/hook`)).json();
    expect(channel).toMatchObject({ pending: 0, dead: 0 });
  }, STEP);
}
