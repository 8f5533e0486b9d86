import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import {
  type HistoryEntry,
  type Phase,
  rolledBack,
  updateRequest,
  workload,
} from '../stand-ins/kubernetes-api-objects.js';
import { ClusterHost } from './cluster-host.js';

const REQUESTS = 120;
const TROUBLES = 14;

const LIVES: readonly (readonly Phase[])[] = [
  ['Pending', 'Approved', 'Completed'],
  ['Pending', 'Approved', 'Failed'],
  ['Pending', 'Completed'],
  ['Pending', 'Failed'],
  ['Pending', 'Rejected'],
  ['Pending', 'Expired'],
];

function oneOf<T>(choices: readonly T[]): T {
  const choice = choices[Math.floor(Math.random() * choices.length)];
  if (choice === undefined) throw new Error('there is nothing to choose from');
  return choice;
}

/** What goes on in the cluster, and what is to be heard of it. */
class Operator {
  readonly expected: string[] = [];
  readonly #cluster: ClusterHost;
  readonly #lives = Array.from({ length: REQUESTS }, (_, index) => ({ uid: `u${index}`, phases: [...oneOf(LIVES)] }));
  #rollbacks = 0;
  #histories = new Map<string, readonly HistoryEntry[]>();

  constructor(cluster: ClusterHost) {
    this.#cluster = cluster;
  }

  get isDone(): boolean {
    return this.#lives.every(({ phases }) => phases.length === 0);
  }

  /** One phase of one request more, or a rollback. */
  step(): void {
    if (Math.random() < 0.15) this.#rollBack();
    const open = this.#lives.filter(({ phases }) => phases.length > 0);
    if (open.length === 0) return;
    const life = oneOf(open);
    const phase = life.phases.shift();
    const isApproved = phase === 'Approved' || phase === 'Completed' || phase === 'Failed';
    this.#expect(life.uid, ...(isApproved ? ['approved'] : []), phase?.toLowerCase() ?? '');
    const status = isApproved ? { approvedBy: 'jane@example.com', approvedAt: '2025-11-06T10:20:00Z' } : {};
    const object = updateRequest({ uid: life.uid, workload: `workload-${life.uid}` }, phase, status);
    this.#cluster.api.store.put('updaterequests', object);
  }

  #rollBack(): void {
    this.#rollbacks += 1;
    const [plural, kind] = oneOf([
      ['deployments', 'Deployment'],
      ['statefulsets', 'StatefulSet'],
      ['daemonsets', 'DaemonSet'],
    ] as const);
    const time = new Date(Date.UTC(2025, 10, 7) + this.#rollbacks * 1_000).toISOString();
    // The operator keeps 10 entries a container: of one that is rolled back more often while nobody watches, some are lost.
    const container = `container-${this.#rollbacks % 25}`;
    const entries = rolledBack(time).map((entry) => ({ ...entry, container }));
    const history = [...entries, ...(this.#histories.get(plural) ?? [])];
    this.#histories.set(plural, history);
    this.#expect(plural, `rollback_triggered:${container}:${time}`, `rollback_completed:${container}:${time}`);
    this.#cluster.api.store.put(plural, workload({ uid: plural }, history, kind));
  }

  #expect(uid: string, ...happened: readonly string[]): void {
    for (const each of happened) if (!this.expected.includes(`${uid}:${each}`)) this.expected.push(`${uid}:${each}`);
  }
}

/** What goes wrong: each leaves everything as it should be. */
const TROUBLE: Readonly<Record<string, (cluster: ClusterHost) => Promise<void>>> = {
  async 'the connections break'({ api }) {
    api.watches.drop();
  },
  async 'the API server ends its watches'({ api }) {
    api.watches.end();
  },
  async 'old versions are forgotten'({ api }) {
    api.goneInStream = Math.random() < 0.5;
    api.store.compact();
    api.watches.drop();
  },
  async 'the API server restarts'({ api }) {
    await api.close();
    await wait(Math.random() * 300);
    await api.listen();
  },
  async 'the API server fails'({ api }) {
    api.failsWith = oneOf([429, 500, 503]);
    api.watches.drop();
    await wait(Math.random() * 300);
    api.failsWith = undefined;
  },
  async 'a permission is missing for a while'({ api }) {
    api.forbidden = [{ verb: oneOf(['list', 'watch']), plural: oneOf(['updaterequests', 'deployments']) }];
    api.watches.drop();
    await wait(Math.random() * 300);
    api.forbidden = [];
  },
  async 'the host is killed'(cluster) {
    await cluster.kill();
    await wait(Math.random() * 300);
    await cluster.start();
  },
  async 'the host is killed while it starts'(cluster) {
    await cluster.kill();
    await cluster.start();
    await cluster.kill();
    await cluster.start();
  },
};

it(`every change of ${REQUESTS} update requests is announced once, whatever goes wrong`, async () => {
  const cluster = await ClusterHost.make();
  cluster.receiver.troubled = true;
  const host = await cluster.start();
  await host.saysOnStderr(/daemonsets\.apps.*the cluster is watched/);
  const operator = new Operator(cluster);
  const operating = (async () => {
    while (!operator.isDone) {
      operator.step();
      cluster.api.watches.bookmark();
      await wait(Math.random() * 150);
    }
  })();
  const happened: string[] = [];
  while (happened.length < TROUBLES || !operator.isDone) {
    const [name, cause] = oneOf(Object.entries(TROUBLE));
    happened.push(name);
    await cause(cluster);
    await wait(Math.random() * 500);
  }
  await operating;
  cluster.receiver.troubled = false;

  const missing = () => operator.expected.filter((id) => !cluster.receiver.accepted.has(id));
  await vi.waitFor(() => expect(missing(), happened.join(', ')).toEqual([]), { timeout: 180_000, interval: 100 });
  expect(cluster.arrived.toSorted()).toEqual(operator.expected.toSorted());
  // What happened to one object arrives in the order in which it did.
  for (const uid of new Set(operator.expected.map((id) => id.split(':')[0]))) {
    const ofObject = (id: string) => id.startsWith(`${uid}:`);
    expect(cluster.arrived.filter(ofObject)).toEqual(operator.expected.filter(ofObject));
  }
  process.stdout.write(
    `kubernetes: ${happened.length} troubles, ${operator.expected.length} events, each announced once\n`,
  );
}, 600_000);
