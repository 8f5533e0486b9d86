import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestSourceContext } from '@headwind/plugin-testkit/context';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { KubernetesApi } from '../../../test/stand-ins/kubernetes-api.js';
import { updateRequest } from '../../../test/stand-ins/kubernetes-api-objects.js';
import { testFolder } from '../../../test/support/folder.js';
import { loadCluster } from '../src/cluster.js';
import plugin from '../src/plugin.js';
import { createSource } from '../src/source.js';
import { eventually } from './eventually.js';
import { fileWith } from './kubeconfig-file.js';
import { QUICK } from './watched-cluster.js';

const SERVICE_ACCOUNT = 'var/run/secrets/kubernetes.io/serviceaccount';

afterEach(() => vi.unstubAllEnvs());

async function testApi(): Promise<KubernetesApi> {
  const api = await KubernetesApi.start();
  onTestFinished(() => api.close());
  return api;
}

/** What the kubelet and the API server give a pod; the library reads where the API server is from the process itself. */
async function podOf(api: KubernetesApi) {
  const root = await testFolder();
  await mkdir(join(root, SERVICE_ACCOUNT), { recursive: true });
  await writeFile(join(root, SERVICE_ACCOUNT, 'token'), api.token);
  await writeFile(join(root, SERVICE_ACCOUNT, 'ca.crt'), api.authority);
  await writeFile(join(root, SERVICE_ACCOUNT, 'namespace'), 'headwind');
  const { hostname, port } = new URL(api.url);
  vi.stubEnv('KUBERNETES_SERVICE_HOST', hostname);
  vi.stubEnv('KUBERNETES_SERVICE_PORT', port);
  return { env: process.env, root };
}

describe('the cluster', () => {
  it('is the one that the host runs in, with the token of its pod', async () => {
    const api = await testApi();
    const surroundings = await podOf(api);
    const ctx = createTestSourceContext({ rollbacks: false });
    const source = createSource(ctx, QUICK, surroundings);
    onTestFinished(async () => {
      await source.stop?.();
      await ctx.close();
    });
    await source.start?.();
    api.store.put('updaterequests', updateRequest({ uid: 'a' }));
    await eventually(() => expect(ctx.published.map(({ id }) => id)).toEqual(['a:pending']));
    await eventually(() => expect(ctx.log.lines.map(({ message }) => message)).toEqual(['the cluster is watched']));
  });

  it('is the one of the kubeconfig that is named, also in a pod', async () => {
    const api = await testApi();
    const surroundings = await podOf(await testApi());
    const kubeconfig = await fileWith(api.kubeconfig());
    expect(loadCluster({ kubeconfig }, surroundings).getCurrentCluster()?.server).toBe(api.url);
    expect(loadCluster({}, surroundings).getCurrentCluster()?.server).not.toBe(api.url);
  });

  it('is the one of KUBECONFIG, or of the home folder', async () => {
    const api = await testApi();
    const home = await testFolder();
    await mkdir(join(home, '.kube'));
    await writeFile(join(home, '.kube', 'config'), api.kubeconfig());
    vi.stubEnv('KUBECONFIG', '');
    vi.stubEnv('HOME', home);
    expect(loadCluster({}, { env: process.env }).getCurrentCluster()?.server).toBe(api.url);
    vi.stubEnv('KUBECONFIG', await fileWith(api.kubeconfig()));
    vi.stubEnv('HOME', '');
    expect(loadCluster({}, { env: process.env }).getCurrentCluster()?.server).toBe(api.url);
  });

  it('is that of the context that is named', async () => {
    const kubeconfig = await fileWith((await testApi()).kubeconfig());
    expect(loadCluster({ kubeconfig, context: 'test' }, { env: {} }).getCurrentContext()).toBe('test');
    expect(() => loadCluster({ kubeconfig, context: 'west' }, { env: {} })).toThrow(
      'has no context "west"; it has test',
    );
  });

  it.each([
    ['a file that is not there', undefined, /the kubeconfig .* cannot be read: ENOENT/],
    ['a file that is no YAML', '{', /the kubeconfig .* cannot be read/],
    ['a file without a cluster', '{"clusters":[],"contexts":[],"users":[]}', /names no cluster for the context ""/],
  ])('cannot be %s', async (_, text, message) => {
    const kubeconfig = text === undefined ? join(await testFolder(), 'none') : await fileWith(text);
    expect(() => loadCluster({ kubeconfig }, { env: {} })).toThrow(message);
  });

  it('is not told with what the kubeconfig holds, however wrong it is', async () => {
    const kubeconfig = await fileWith('users:\n  - name: a\n    user: {\n      token: a-secret-token\n');
    const read = () => loadCluster({ kubeconfig }, { env: {} });
    expect(read).toThrow('it is no YAML');
    expect(read).not.toThrow('a-secret-token');
  });

  it('has to be somewhere', () => {
    expect(() => loadCluster({}, { env: {} })).toThrow('Name one with "kubeconfig" or KUBECONFIG');
  });

  it('is watched as soon as its kubeconfig is there and right, and until then it is said why not, each reason once', async () => {
    const api = await testApi();
    const kubeconfig = join(await testFolder(), 'kubeconfig');
    const ctx = createTestSourceContext(await validConfig(plugin, { rollbacks: false, kubeconfig }));
    const source = createSource(ctx, QUICK, { env: {} });
    onTestFinished(async () => {
      await source.stop?.();
      await ctx.close();
    });
    await source.start?.();
    const messages = () => ctx.log.lines.map(({ message }) => message);
    const unhealthy = (detail: string) =>
      eventually(async () =>
        expect(await source.health?.()).toEqual({ ok: false, detail: expect.stringContaining(detail) }),
      );
    await unhealthy(`the kubeconfig ${kubeconfig} cannot be read: ENOENT`);
    // At once, as a mounted Secret changes.
    const replace = async (text: string) => rename(await fileWith(text), kubeconfig);
    await replace('{"clusters":[],"contexts":[],"users":[]}');
    await unhealthy('the kubeconfig names no cluster');
    expect(messages()).toHaveLength(2);
    await replace(api.kubeconfig());
    api.store.put('updaterequests', updateRequest({ uid: 'a' }));
    await eventually(() => expect(ctx.published.map(({ id }) => id)).toEqual(['a:pending']));
    await eventually(async () => expect(await source.health?.()).toEqual({ ok: true }));
    await eventually(() =>
      expect(messages()).toEqual([
        expect.stringContaining('cannot be read: ENOENT'),
        expect.stringContaining('names no cluster'),
        'the cluster is watched',
      ]),
    );
  });

  it('that never comes does not keep the host from stopping', async () => {
    const ctx = createTestSourceContext(await validConfig(plugin, { kubeconfig: '/nowhere/kubeconfig' }));
    const source = await plugin.create(ctx);
    await source.start?.();
    await eventually(async () => expect(await source.health?.()).toMatchObject({ ok: false }));
    await source.stop?.();
    await ctx.close();
    expect(ctx.log.lines).toHaveLength(1);
  });

  it('whose certificate is another is not talked to', async () => {
    const api = await testApi();
    const authority = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';
    const kubeconfig = await fileWith(api.kubeconfig({ authority }));
    const ctx = createTestSourceContext({ rollbacks: false, kubeconfig });
    const source = createSource(ctx, QUICK, { env: {} });
    onTestFinished(async () => {
      await source.stop?.();
      await ctx.close();
    });
    await source.start?.();
    await eventually(() =>
      expect(ctx.log.lines).toMatchObject([
        { level: 'warn', message: expect.stringMatching(/no usable answer from the API server/) },
      ]),
    );
    expect(api.requests).toEqual([]);
  });
});
