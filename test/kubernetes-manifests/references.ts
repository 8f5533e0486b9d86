import { z } from 'zod';
import { type KubernetesObject, nameOf, ofKind } from './rendered.js';
import { SECRETS } from './secrets.js';
import { type Container, type Workload, workloadsOf } from './workload.js';

const reference = z.looseObject({ kind: z.string(), name: z.string() });
const binding = z.looseObject({ roleRef: reference, subjects: z.array(reference.extend({ namespace: z.string() })) });
const monitor = z.looseObject({
  endpoints: z.array(
    z.looseObject({
      authorization: z.looseObject({ credentials: z.strictObject({ name: z.string(), key: z.string() }) }),
    }),
  ),
});

/** Names of something that is not there. */
export function referenceFaults(objects: readonly KubernetesObject[]): readonly string[] {
  const names = new Set(objects.map(nameOf));
  return [
    ...workloadsOf(objects).flatMap((workload) =>
      [...workloadNames(workload).filter((name) => !names.has(name)), ...volumeFaults(workload)].map(
        (what) => `${workload.name}: ${what}`,
      ),
    ),
    ...ofKind(objects, 'ClusterRoleBinding').flatMap((object) => bindingFaults(object, objects)),
    ...ofKind(objects, 'ServiceMonitor').flatMap((object) =>
      monitor
        .parse(object.spec)
        .endpoints.map(({ authorization }) => authorization.credentials)
        .filter(({ name, key }) => !SECRETS[name]?.includes(key))
        .map(({ name, key }) => `${nameOf(object)}: Secret/${name} ${key}`),
    ),
  ];
}

/** The objects that a workload names, but for Secrets, which people make. */
function workloadNames({ spec, pod }: Workload): readonly string[] {
  const { serviceName } = spec;
  return [
    `ServiceAccount/${pod.serviceAccountName}`,
    ...(serviceName === undefined ? [] : [`Service/${serviceName}`]),
    ...pod.volumes.flatMap(({ configMap }) => (configMap === undefined ? [] : [`ConfigMap/${configMap.name}`])),
  ];
}

function volumeFaults({ spec, pod }: Workload): readonly string[] {
  const volumes = [
    ...pod.volumes.map(({ name }) => name),
    ...spec.volumeClaimTemplates.map((each) => each.metadata.name),
  ];
  const mounts = pod.containers.flatMap(({ volumeMounts }) => volumeMounts);
  const mounted = mounts.map(({ name }) => name);
  return [
    ...repeated(volumes).map((name) => `two volumes ${name}`),
    ...repeated(mounts.map(({ mountPath }) => mountPath)).map((path) => `two volumes at ${path}`),
    ...mounted.filter((name) => !volumes.includes(name)).map((name) => `no volume ${name}`),
    ...volumes.filter((name) => !mounted.includes(name)).map((name) => `volume ${name} is not mounted`),
    ...mounts
      .filter(({ subPath }) => subPath !== undefined)
      .map(({ name }) => `a subPath of ${name} follows no change`),
    ...pod.volumes.flatMap(({ secret }) =>
      secret === undefined || secret.secretName in SECRETS ? [] : [`Secret/${secret.secretName}`],
    ),
    ...pod.containers.flatMap(probeFaults),
  ];
}

function probeFaults({ ports, startupProbe, livenessProbe, readinessProbe }: Container): readonly string[] {
  return [startupProbe, livenessProbe, readinessProbe]
    .map(({ httpGet }) => httpGet.port)
    .filter((wanted) => !ports.some(({ name }) => name === wanted))
    .map((wanted) => `probe of port ${wanted}`);
}

function bindingFaults(object: KubernetesObject, objects: readonly KubernetesObject[]): readonly string[] {
  const { roleRef, subjects } = binding.parse(object);
  const role = objects.some((each) => nameOf(each) === `${roleRef.kind}/${roleRef.name}`);
  return [
    ...(role ? [] : [`${nameOf(object)}: ${roleRef.kind}/${roleRef.name}`]),
    ...subjects
      .filter(({ kind, name, namespace }) =>
        objects.every((each) => nameOf(each) !== `${kind}/${name}` || each.metadata.namespace !== namespace),
      )
      .map(({ kind, name }) => `${nameOf(object)}: ${kind}/${name}`),
  ];
}

function repeated(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
