import { beforeAll, expect, it } from 'vitest';
import { describeWithKubectl } from './installed.js';
import { type KubernetesObject, nameOf, OVERLAYS, type Overlay, ofKind, rendered } from './rendered.js';
import { workloadsOf } from './workload.js';

const HOST = 'headwind-notifications';

const OF_EVERY = [
  `ConfigMap/${HOST}`,
  'Namespace/headwind-system',
  `NetworkPolicy/${HOST}`,
  `PodDisruptionBudget/${HOST}`,
  `Service/${HOST}`,
  `ServiceAccount/${HOST}`,
];

const OF_NATS = [
  'ConfigMap/headwind-nats',
  'NetworkPolicy/headwind-nats',
  `NetworkPolicy/${HOST}-nats`,
  'PodDisruptionBudget/headwind-nats',
  'Service/headwind-nats',
  'ServiceAccount/headwind-nats',
  'StatefulSet/headwind-nats',
];

const OF_MONITORING = [
  `ConfigMap/${HOST}-dashboard`,
  `PrometheusRule/${HOST}-alerts`,
  `PrometheusRule/${HOST}-records`,
  `ServiceMonitor/${HOST}`,
];

const OF_SOURCE = [`ClusterRole/${HOST}`, `ClusterRoleBinding/${HOST}`, `NetworkPolicy/${HOST}-kubernetes-source`];

const OBJECTS: Readonly<Record<Overlay, readonly string[]>> = {
  embedded: [...OF_EVERY, `StatefulSet/${HOST}`],
  replicated: [...OF_EVERY, `Deployment/${HOST}`, ...OF_NATS],
  production: [...OF_EVERY, `Deployment/${HOST}`, ...OF_NATS, ...OF_MONITORING],
  staging: [...OF_EVERY, `StatefulSet/${HOST}`, ...OF_SOURCE],
};

for (const overlay of OVERLAYS) describeWithKubectl(`the overlay ${overlay}`, () => suite(overlay));

function suite(overlay: Overlay): void {
  let objects: readonly KubernetesObject[] = [];

  beforeAll(() => {
    objects = rendered(overlay);
  });

  it('has these objects and no others', () => {
    const names = objects.map((object) => nameOf(object).replace(/(?<=headwind-nats)-[a-z0-9]{10}$/, ''));
    expect(names.toSorted()).toEqual(OBJECTS[overlay].toSorted());
  });

  it('is in one namespace, which it makes', () => {
    const cluster = ofKind(objects, 'Namespace', 'ClusterRole', 'ClusterRoleBinding');
    const namespaced = objects.filter((object) => !cluster.some((each) => nameOf(each) === nameOf(object)));
    expect(new Set(namespaced.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['headwind-system']));
    expect(cluster.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined)).toEqual([]);
  });

  it('labels every object as its own', () => {
    const unlabelled = objects.filter(
      ({ metadata: { labels } }) =>
        labels['app.kubernetes.io/part-of'] !== 'headwind' || labels['app.kubernetes.io/name'] === undefined,
    );
    expect(unlabelled.map(nameOf)).toEqual([]);
  });

  it('names a version of every image', () => {
    const images = workloadsOf(objects).flatMap(({ pod }) => pod.containers.map(({ image }) => image));
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/^[a-z.]+\/[a-z0-9/-]+:\d+\.\d+\.\d+(-[a-z]+)?$/);
  });

  it('bounds the memory of every container, and asks for what it needs', () => {
    const resources = workloadsOf(objects).flatMap(({ pod }) => pod.containers.map((each) => each.resources));
    for (const { requests, limits } of resources) {
      expect([requests.cpu, requests.memory, limits.memory]).toEqual([
        expect.stringMatching(/^\d+m$/),
        expect.stringMatching(/^\d+Mi$/),
        expect.stringMatching(/^\d+Mi$/),
      ]);
    }
  });
}
