import { expect, it, onTestFinished } from 'vitest';
import { KubernetesApi } from '../../../test/stand-ins/kubernetes-api.js';
import { updateRequest } from '../../../test/stand-ins/kubernetes-api-objects.js';
import { ApiServer } from '../src/api-server.js';
import { BoundedWatch } from '../src/bounded-watch.js';
import { loadCluster } from '../src/cluster.js';
import { pathOf, updateRequests } from '../src/resource.js';
import { eventually } from './eventually.js';
import { fileWith } from './kubeconfig-file.js';
import { QUICK } from './watched-cluster.js';

it('a watch passes on no event before there is room for it', async () => {
  const api = await KubernetesApi.start();
  const stopping = new AbortController();
  onTestFinished(async () => {
    stopping.abort();
    await api.close();
  });
  const config = loadCluster({ kubeconfig: await fileWith(api.kubeconfig()) }, { env: {} });
  const resource = updateRequests(undefined);
  const from = String(api.store.version);
  for (const uid of ['a', 'b', 'c']) api.store.put('updaterequests', updateRequest({ uid }));

  const passed: unknown[] = [];
  const waiting: (() => void)[] = [];
  const watch = new BoundedWatch(config, new ApiServer(config), resource, QUICK, stopping.signal, {
    onOpen: () => undefined,
    onWord: () => undefined,
    room: () => new Promise((resolve) => waiting.push(resolve)),
  });
  const onEvent = (_type: string, object: { metadata: { uid: string } }) => passed.push(object.metadata.uid);
  await watch.watch(pathOf(resource, undefined), { resourceVersion: from }, onEvent, () => undefined);

  for (const known of [['a'], ['a', 'b'], ['a', 'b', 'c']]) {
    await eventually(() => expect(waiting).toHaveLength(known.length));
    await new Promise((resolve) => setImmediate(resolve));
    expect(passed).toEqual(known);
    waiting.at(-1)?.();
  }
});
