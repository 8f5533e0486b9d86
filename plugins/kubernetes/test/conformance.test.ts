import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { KubernetesApi } from '../../../test/stand-ins/kubernetes-api.js';
import { updateRequest } from '../../../test/stand-ins/kubernetes-api-objects.js';
import { eventually } from './eventually.js';

const PACKAGE = new URL('..', import.meta.url);

let api: KubernetesApi;
let folder: string;
let kubeconfig: string;

beforeAll(async () => {
  api = await KubernetesApi.start();
  folder = await mkdtemp(join(tmpdir(), 'headwind-kubernetes-'));
  kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, api.kubeconfig());
});

afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

describe('with a cluster', () =>
  describePlugin(PACKAGE, {
    config: () => ({ kubeconfig }),
    async provoke() {
      await eventually(() => expect(api.watches.count('updaterequests')).toBe(1));
      api.store.put('updaterequests', updateRequest({ uid: 'provoked' }));
    },
  }));

describe('without a cluster', () =>
  describePlugin(PACKAGE, { config: { kubeconfig: '/nowhere/kubeconfig' }, canStart: false }));
