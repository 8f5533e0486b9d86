import { describe } from 'vitest';
import type { HostProcess } from './host-process.js';
import { describeWithNats } from './nats-server.js';
import { testNatsServer } from './test-nats-server.js';

/** One of the queues that a host can have. */
export interface QueueUnderTest {
  readonly type: 'sqlite' | 'nats';
  /** The line of a configuration for a queue of the running test's own, which outlives the host; relative to its folder. */
  configuration(): Promise<string>;
}

const SQLITE: QueueUnderTest = {
  type: 'sqlite',
  configuration: async () => 'queue: { type: sqlite, path: ./data/queue.db }\n',
};

const NATS: QueueUnderTest = {
  type: 'nats',
  configuration: async () => {
    const server = await testNatsServer();
    await server.start();
    return `queue: { type: nats, servers: "${server.url}", leaseTime: 2s }\n`;
  },
};

/** A suite that has to pass over each of the queues. */
export function describeEachQueue(name: string, suite: (queue: QueueUnderTest) => void): void {
  describe(`${name}, over sqlite`, () => suite(SQLITE));
  describeWithNats(`${name}, over nats`, () => suite(NATS));
}

/** The address of a host, once it takes events: over NATS it listens before. */
export async function readyAddress(host: HostProcess): Promise<string> {
  const address = await host.listening();
  while ((await fetch(`${address}/readyz`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
  return address;
}
