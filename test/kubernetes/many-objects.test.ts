import { expect, it, vi } from 'vitest';
import { type Phase, updateRequest } from '../stand-ins/kubernetes-api-objects.js';
import { ClusterHost } from './cluster-host.js';

const COUNT = 5_000;

it(`${COUNT} update requests in slow lists are each announced once, through a kill and a restart`, async () => {
  const cluster = await ClusterHost.make('rollbacks: false');
  const { store } = cluster.api;
  cluster.api.pageMs = 100;
  const uids = Array.from({ length: COUNT }, (_, index) => `u${index}`);
  const put = (uid: string, phase?: Phase, status?: object) =>
    store.put('updaterequests', updateRequest({ uid, workload: `workload-${uid}` }, phase, status));
  for (const uid of uids) put(uid);
  for (let index = 0; index < 1_000; index += 1) put(`old${index}`, 'Completed', {});

  await cluster.start();
  await vi.waitFor(() => expect(cluster.arrived.length).toBeGreaterThan(COUNT / 10), { timeout: 60_000 });
  await cluster.kill();
  const late = uids.slice(-100);
  for (const uid of late) put(uid, 'Completed', { approvedBy: 'jane@example.com' });
  store.compact();
  await cluster.start();
  const expected = [
    ...uids.map((uid) => `${uid}:pending`),
    ...late.flatMap((uid) => [`${uid}:approved`, `${uid}:completed`]),
  ];
  await vi.waitFor(() => expect(cluster.arrived.length).toBe(expected.length), { timeout: 300_000, interval: 200 });
  expect(cluster.arrived.toSorted()).toEqual(expected.toSorted());
  const pages = cluster.api.requests.filter(({ verb }) => verb === 'list');
  expect(pages.length).toBeGreaterThanOrEqual(2 * Math.ceil((COUNT + 1_000) / 500));
}, 600_000);
