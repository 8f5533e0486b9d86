import { z } from 'zod';
import type { Workload } from './workload.js';

const DEFAULT_MOUNT = 'Default';

/** What `restricted` lets a pod mount. */
const VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

const seccomp = z.looseObject({ type: z.string() }).optional();
const flag = z.boolean().optional();
const user = z.int().optional();
const free = z.unknown();

const containerContext = z.strictObject({
  allowPrivilegeEscalation: flag,
  readOnlyRootFilesystem: flag,
  privileged: flag,
  runAsNonRoot: flag,
  runAsUser: user,
  runAsGroup: user,
  procMount: z.string().default(DEFAULT_MOUNT),
  seccompProfile: seccomp,
  appArmorProfile: free.optional(),
  seLinuxOptions: free.optional(),
  windowsOptions: free.optional(),
  capabilities: z
    .strictObject({ drop: z.array(z.string()).default([]), add: z.array(z.string()).default([]) })
    .optional(),
});

const container = z.looseObject({
  name: z.string(),
  ports: z.array(z.looseObject({ hostPort: z.int().optional() })).default([]),
  securityContext: containerContext.default(containerContext.parse({})),
});

const podContext = z.strictObject({
  runAsNonRoot: flag,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: z.string().optional(),
  supplementalGroups: z.array(z.int()).optional(),
  seccompProfile: seccomp,
  sysctls: z.array(free).default([]),
  appArmorProfile: free.optional(),
  seLinuxOptions: free.optional(),
  windowsOptions: free.optional(),
});

const podOf = z.looseObject({
  hostNetwork: flag,
  hostPID: flag,
  hostIPC: flag,
  securityContext: podContext.default(podContext.parse({})),
  containers: z.array(container).min(1),
  initContainers: z.array(container).default([]),
  ephemeralContainers: z.array(container).default([]),
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
});

type Pod = z.output<typeof podOf>;
type Container = z.output<typeof container>;

/**
 * What the Pod Security Standard `restricted`, `baseline` included, has against a workload's pods, by the names of its
 * controls (https://kubernetes.io/docs/concepts/security/pod-security-standards/). Stricter in one point: options of
 * SELinux, AppArmor and Windows, and sysctls, are refused whatever they say.
 */
export function podSecurityFaults(workload: Workload): readonly string[] {
  const pod = podOf.parse(workload.pod);
  const containers = [...pod.containers, ...pod.initContainers, ...pod.ephemeralContainers];
  const broken = [...ofPod(pod), ...containers.flatMap((each) => ofContainer(each, pod))];
  return broken.filter(([, isBroken]) => isBroken).map(([control]) => control);
}

type Finding = readonly [control: string, isBroken: boolean];

function ofPod(pod: Pod): Finding[] {
  const { sysctls, appArmorProfile, seLinuxOptions, windowsOptions } = pod.securityContext;
  const types = pod.volumes.flatMap(({ name, ...rest }) => Object.keys(rest));
  return [
    ['Host Namespaces', pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true],
    ['HostPath Volumes', types.includes('hostPath')],
    ['Volume Types', types.some((type) => !VOLUMES.has(type))],
    ['Sysctls', sysctls.length > 0],
    ['AppArmor', appArmorProfile !== undefined],
    ['SELinux', seLinuxOptions !== undefined],
    ['HostProcess', windowsOptions !== undefined],
    // Where a container says no other, the pod's holds, so both have to be right.
    ['Running as Non-root user', pod.securityContext.runAsUser === 0],
  ];
}

function ofContainer({ ports, securityContext: own }: Container, { securityContext: pod }: Pod): Finding[] {
  const { drop = [], add = [] } = own.capabilities ?? {};
  const profile = (own.seccompProfile ?? pod.seccompProfile)?.type;
  return [
    ['Privileged Containers', own.privileged === true],
    ['Host Ports', ports.some(({ hostPort }) => hostPort !== undefined && hostPort !== 0)],
    ['/proc Mount Type', own.procMount !== DEFAULT_MOUNT],
    ['AppArmor', own.appArmorProfile !== undefined],
    ['SELinux', own.seLinuxOptions !== undefined],
    ['HostProcess', own.windowsOptions !== undefined],
    ['Privilege Escalation', own.allowPrivilegeEscalation !== false],
    ['Running as Non-root', (own.runAsNonRoot ?? pod.runAsNonRoot) !== true],
    ['Running as Non-root user', own.runAsUser === 0],
    ['Seccomp', profile !== 'RuntimeDefault' && profile !== 'Localhost'],
    ['Capabilities', !drop.includes('ALL') || add.some((each) => each !== 'NET_BIND_SERVICE')],
  ];
}
