import { createTestSourceContext } from '@headwind/plugin-testkit/context';
import { describe, expect, it, onTestFinished } from 'vitest';
import { KubernetesApi } from '../../../test/stand-ins/kubernetes-api.js';
import { ApiServer } from '../src/api-server.js';
import { loadCluster } from '../src/cluster.js';
import { createSource } from '../src/source.js';
import { eventually } from './eventually.js';
import { fileWith } from './kubeconfig-file.js';
import { QUICK } from './watched-cluster.js';

type Kubeconfig = NonNullable<Parameters<KubernetesApi['kubeconfig']>[0]>;

async function kubeconfigWith(parts: Kubeconfig): Promise<string> {
  const api = await KubernetesApi.start();
  onTestFinished(() => api.close());
  return fileWith(api.kubeconfig(parts));
}

/** A source that watches by this kubeconfig, as soon as it has trouble: what its health is, and all that it logged. */
async function troubleWith(parts: Kubeconfig) {
  const ctx = createTestSourceContext({ rollbacks: false, kubeconfig: await kubeconfigWith(parts) });
  const source = createSource(ctx, QUICK, { env: {} });
  onTestFinished(async () => {
    await source.stop?.();
    await ctx.close();
  });
  await source.start?.();
  await eventually(async () => expect(await source.health?.()).toMatchObject({ ok: false }));
  const health = await source.health?.();
  return { detail: health?.detail, everything: JSON.stringify([health, ctx.log.lines]) };
}

/** Runs a program that does this in JavaScript. */
function execOf(program: string) {
  return {
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', program] },
  };
}

describe('credentials that could not be had', () => {
  it.each([
    ['a command that prints something else', execOf("console.log('SEKRET not json')")],
    ['a command that prints no credential', execOf('console.log(\'{"SEKRET":1}\')')],
    ['a command that fails', execOf("console.error('SEKRET is wrong'); process.exit(1)")],
    ['a command that is not there', { exec: { apiVersion: 'v1', command: '/nowhere/SEKRET' } }],
    ['a certificate file that is not there', { 'client-certificate': '/nowhere/SEKRET' }],
  ])('are told without a word of theirs: %s', async (_, user) => {
    const { detail, everything } = await troubleWith({ user });
    expect(detail).toMatch(
      /^cannot list updaterequests\.headwind\.sh in all namespaces: the credentials of the kubeconfig could not be had\. Check its exec command/,
    );
    expect(everything).not.toContain('SEKRET');
  });

  it('and a token that no header can hold are not told either', async () => {
    const { everything } = await troubleWith({ token: 'SEKRET\u0000' });
    expect(everything).toContain('ERR_INVALID_CHAR');
    expect(everything).not.toContain('SEKRET');
  });
});

describe('the address of the API server', () => {
  it.each(['https://jane:SEKRET@127.0.0.1:99999', 'jane:SEKRET@127.0.0.1', 'SEKRET'])(
    'is not told where it is no address: %s',
    async (server) => {
      const { detail, everything } = await troubleWith({ server });
      expect(detail).toMatch(/no usable answer from the API server of the kubeconfig: [A-Z_]+$/);
      expect(everything).not.toContain('SEKRET');
    },
  );

  it.each([
    ['https://jane:SEKRET@10.0.0.1:6443/clusters/SEKRET', '10.0.0.1:6443'],
    ['https://kubernetes.example.com/', 'kubernetes.example.com'],
    ['ftp://SEKRET', undefined],
  ])('is host and port alone: %s', async (server, address) => {
    const kubeconfig = await kubeconfigWith({ server });
    expect(new ApiServer(loadCluster({ kubeconfig }, { env: {} })).address).toBe(address);
  });
});
