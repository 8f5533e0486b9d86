import { z } from 'zod';
import { type KubernetesObject, nameOf, ofKind } from './rendered.js';
import { type Workload, workloadsOf } from './workload.js';

const labels = z.record(z.string(), z.string());
const selector = z.strictObject({ matchLabels: labels });
const port = z.union([z.string(), z.int()]);

const service = z.looseObject({
  selector: labels,
  ports: z.array(z.looseObject({ name: z.string(), targetPort: port })),
});
const budget = z.looseObject({ selector });
const monitor = z.looseObject({ selector, endpoints: z.array(z.looseObject({ port: z.string() })) });

const peer = z.looseObject({ podSelector: selector.optional(), namespaceSelector: selector.optional() });
const rule = z.looseObject({
  from: z.array(peer).default([]),
  to: z.array(peer).default([]),
  ports: z.array(z.looseObject({ port })).min(1),
});
const policy = z.looseObject({
  podSelector: selector,
  ingress: z.array(rule).default([]),
  egress: z.array(rule).default([]),
});

/** Selectors that find nothing, and ports that what they find does not have. */
export function selectorFaults(objects: readonly KubernetesObject[]): readonly string[] {
  const workloads = workloadsOf(objects);
  return [
    ...workloads
      .filter(({ spec, podLabels }) => !holds(podLabels, spec.selector.matchLabels))
      .map(({ name }) => `${name} does not select its own pods`),
    ...ofKind(objects, 'Service').flatMap((object) => serviceFaults(object, workloads)),
    ...ofKind(objects, 'PodDisruptionBudget').flatMap((object) =>
      podsOf(budget.parse(object.spec).selector.matchLabels, workloads).length === 1
        ? []
        : [`${nameOf(object)} does not select the pods of one workload`],
    ),
    ...ofKind(objects, 'NetworkPolicy').flatMap((object) => policyFaults(object, workloads)),
    ...ofKind(objects, 'ServiceMonitor').flatMap((object) => monitorFaults(object, objects)),
  ];
}

function serviceFaults(object: KubernetesObject, workloads: readonly Workload[]): string[] {
  const { selector: wanted, ports } = service.parse(object.spec);
  const pods = podsOf(wanted, workloads);
  if (pods.length !== 1) return [`${nameOf(object)} does not select the pods of one workload`];
  return ports
    .filter(({ targetPort }) => !havePort(pods, targetPort))
    .map((each) => `${nameOf(object)}: no port ${each.targetPort}`);
}

function policyFaults(object: KubernetesObject, workloads: readonly Workload[]): string[] {
  const { podSelector, ingress, egress } = policy.parse(object.spec);
  const pods = podsOf(podSelector.matchLabels, workloads);
  if (pods.length !== 1) return [`${nameOf(object)} does not select the pods of one workload`];
  const inwards = ingress.flatMap(({ ports }) => ports.filter((each) => !havePort(pods, each.port)));
  // A port's name in an outward rule is that of the pods on the other side.
  const outwards = egress.flatMap(({ to, ports }) => {
    const peers = to.flatMap((each) => podsOf(each.podSelector?.matchLabels ?? {}, workloads));
    return ports.filter((each) => typeof each.port === 'string' && !havePort(peers, each.port));
  });
  return [...inwards, ...outwards].map((each) => `${nameOf(object)}: no port ${each.port}`);
}

function monitorFaults(object: KubernetesObject, objects: readonly KubernetesObject[]): string[] {
  const { selector: wanted, endpoints } = monitor.parse(object.spec);
  const [found, ...others] = ofKind(objects, 'Service').filter(({ metadata }) =>
    holds(metadata.labels, wanted.matchLabels),
  );
  if (found === undefined || others.length > 0) return [`${nameOf(object)} does not select one Service`];
  const names = service.parse(found.spec).ports.map(({ name }) => name);
  return endpoints
    .filter((each) => !names.includes(each.port))
    .map((each) => `${nameOf(object)}: no port ${each.port}`);
}

function podsOf(wanted: Readonly<Record<string, string>>, workloads: readonly Workload[]): readonly Workload[] {
  return workloads.filter(({ podLabels }) => holds(podLabels, wanted));
}

function havePort(workloads: readonly Workload[], wanted: string | number): boolean {
  const ports = workloads.flatMap(({ pod }) => pod.containers.flatMap((container) => container.ports));
  return ports.some(({ name, containerPort }) => name === wanted || containerPort === wanted);
}

function holds(present: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => present[key] === value);
}
