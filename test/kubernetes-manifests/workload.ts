import { z } from 'zod';
import { type KubernetesObject, nameOf, ofKind } from './rendered.js';

const text = z.string();
const labels = z.record(text, text);
const port = z.union([text, z.int()]);

const probe = z.looseObject({ httpGet: z.looseObject({ path: text, port }) });

const container = z.looseObject({
  name: text,
  image: text,
  ports: z.array(z.looseObject({ name: text, containerPort: z.int() })).default([]),
  volumeMounts: z.array(z.looseObject({ name: text, mountPath: text, subPath: text.optional() })).default([]),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: z.looseObject({ preStop: z.looseObject({ sleep: z.looseObject({ seconds: z.int() }) }) }).optional(),
  resources: z.looseObject({
    requests: z.looseObject({ cpu: text, memory: text }),
    limits: z.looseObject({ memory: text }),
  }),
});

const volume = z.looseObject({
  name: text,
  secret: z.looseObject({ secretName: text, optional: z.boolean().default(false) }).optional(),
  configMap: z.looseObject({ name: text }).optional(),
});

const spec = z.looseObject({
  selector: z.looseObject({ matchLabels: labels }),
  serviceName: text.optional(),
  template: z.looseObject({
    metadata: z.looseObject({ labels }),
    spec: z.looseObject({
      serviceAccountName: text,
      automountServiceAccountToken: z.boolean(),
      terminationGracePeriodSeconds: z.int(),
      containers: z.array(container).min(1),
      volumes: z.array(volume).default([]),
    }),
  }),
  volumeClaimTemplates: z.array(z.looseObject({ metadata: z.looseObject({ name: text }) })).default([]),
});

export type Container = z.output<typeof container>;

/** A StatefulSet or Deployment, and what is looked at of it. */
export interface Workload {
  readonly name: string;
  readonly spec: z.output<typeof spec>;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly pod: z.output<typeof spec>['template']['spec'];
}

/** @throws ZodError where one lacks what every workload here has, such as probes and resources */
export function workloadsOf(objects: readonly KubernetesObject[]): readonly Workload[] {
  return ofKind(objects, 'StatefulSet', 'Deployment').map((object) => {
    const parsed = spec.parse(object.spec);
    const { metadata, spec: pod } = parsed.template;
    return { name: nameOf(object), spec: parsed, podLabels: metadata.labels, pod };
  });
}

/**
 * What runs `headwind-notify`.
 *
 * @throws Error where there is none
 */
export function hostOf(objects: readonly KubernetesObject[]): Workload & { readonly container: Container } {
  const workload = workloadsOf(objects).find(({ name }) => name.endsWith('/headwind-notifications'));
  const [container] = workload?.pod.containers ?? [];
  if (workload === undefined || container === undefined) throw new Error('no workload runs the host');
  return { ...workload, container };
}
