import { describe, expect, it, vi } from 'vitest';
import { rolledBack, updateRequest, workload } from '../stand-ins/kubernetes-api-objects.js';
import { ClusterHost } from './cluster-host.js';

const APPROVED = { approvedBy: 'jane@example.com', approvedAt: '2025-11-06T10:20:00Z' };

describe('a cluster through the whole host', { timeout: 150_000 }, () => {
  it('tells of an update that is approved and rolled back, and of the rest of its life after a kill', async () => {
    const cluster = await ClusterHost.make();
    const { store } = cluster.api;
    store.put('updaterequests', updateRequest({ uid: 'old' }, 'Completed', APPROVED));
    store.put('deployments', workload({ uid: 'd', name: 'nginx' }));
    const host = await cluster.start();
    await host.saysOnStderr(/daemonsets\.apps.*the cluster is watched/);
    store.put('updaterequests', updateRequest({ uid: 'u' }));
    await vi.waitFor(() => expect(cluster.arrived).toEqual(['u:pending']), { timeout: 60_000 });
    await cluster.kill();
    store.put('updaterequests', updateRequest({ uid: 'u' }, 'Completed', APPROVED));
    store.put('deployments', workload({ uid: 'd', name: 'nginx' }, rolledBack()));
    await cluster.start();
    await vi.waitFor(
      () =>
        expect(cluster.arrived).toEqual([
          'u:pending',
          'u:approved',
          'u:completed',
          'd:rollback_triggered:nginx:2025-11-06T10:40:00Z',
          'd:rollback_completed:nginx:2025-11-06T10:40:00Z',
        ]),
      { timeout: 60_000 },
    );
  });

  it('passes over an object that makes no event, and tells of the others', async () => {
    const cluster = await ClusterHost.make();
    const host = await cluster.start();
    await host.saysOnStderr(/updaterequests.*the cluster is watched/);
    cluster.api.store.put('updaterequests', updateRequest({ uid: 'absurd', workload: 'a workload/with spaces' }));
    const huge = { message: 'x'.repeat(200_000) };
    cluster.api.store.put('updaterequests', updateRequest({ uid: 'huge' }, 'Failed', huge));
    await vi.waitFor(() => expect(cluster.arrived).toEqual(['huge:pending', 'huge:failed']), { timeout: 60_000 });
    await host.saysOnStderr(/absurd:pending.*an object of the cluster makes no event/);
  });

  it('says in the log and on /readyz which permission is missing, once, and goes on with the rest', async () => {
    const cluster = await ClusterHost.make('namespaces: [production, staging]');
    cluster.api.forbidden = [
      { verb: 'list', plural: 'deployments', namespace: 'production' },
      { verb: 'watch', plural: 'statefulsets', namespace: 'staging' },
    ];
    const host = await cluster.start();
    const address = await host.listening();
    await host.saysOnStderr(
      /missing permission: list deployments\.apps in namespace production\. Grant it with a Role/,
    );
    await host.saysOnStderr(/missing permission: watch statefulsets\.apps in namespace staging/);
    await vi.waitFor(async () => {
      const { status, troubles } = JSON.parse(await (await fetch(`${address}/readyz`)).text());
      expect(status).toBe('ready');
      expect(troubles.join()).toContain('missing permission: list deployments.apps in namespace production');
    });
    cluster.api.store.put('updaterequests', updateRequest({ uid: 'u' }));
    await vi.waitFor(() => expect(cluster.arrived).toEqual(['u:pending']), { timeout: 60_000 });
    cluster.api.forbidden = [];
    await host.saysOnStderr(/deployments\.apps","namespace":"production".*the cluster is watched/);
    expect(host.stderr.match(/missing permission: list deployments\.apps/g)).toHaveLength(1);
    expect(host.stderr).not.toContain(cluster.api.token);
    expect(await host.stop()).toBe(0);
  });

  it('says that the custom resource is not installed', async () => {
    const cluster = await ClusterHost.make('rollbacks: false');
    cluster.api.hasUpdateRequests = false;
    const host = await cluster.start();
    await host.saysOnStderr(/updaterequests\.headwind\.sh\/v1alpha1 is not installed\. Install the Headwind operator/);
    expect(await host.stop()).toBe(0);
  });

  it('that the configuration leads nowhere keeps the rest of the host from nothing', async () => {
    const cluster = await ClusterHost.make('context: west');
    const host = await cluster.start();
    await vi.waitFor(() => expect(host.stderr).toMatch(/has no context \\"west\\"; it has test/), { timeout: 20_000 });
    expect(await host.stop()).toBe(0);
  });
});
