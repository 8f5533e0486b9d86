import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithKubectl } from './installed.js';
import { type Plant, planted } from './planted.js';
import { podSecurityFaults } from './pod-security.js';
import { OVERLAYS, rendered, theOnly } from './rendered.js';
import { hostOf, workloadsOf } from './workload.js';

const SET = 'StatefulSet/headwind-notifications';
const POD = ['spec', 'template', 'spec'];
const POD_CONTEXT = [...POD, 'securityContext'];
const CONTAINER = [...POD, 'containers', 0];
const CONTEXT = [...CONTAINER, 'securityContext'];

const BREACHES: readonly (readonly [control: string, plant: Plant])[] = [
  ['HostProcess', [SET, [...CONTEXT, 'windowsOptions'], { hostProcess: true }]],
  ['HostProcess', [SET, [...POD_CONTEXT, 'windowsOptions'], { hostProcess: true }]],
  ['Host Namespaces', [SET, [...POD, 'hostNetwork'], true]],
  ['Host Namespaces', [SET, [...POD, 'hostPID'], true]],
  ['Host Namespaces', [SET, [...POD, 'hostIPC'], true]],
  ['Privileged Containers', [SET, [...CONTEXT, 'privileged'], true]],
  ['Capabilities', [SET, [...CONTEXT, 'capabilities', 'add'], ['SYS_ADMIN']]],
  ['Capabilities', [SET, [...CONTEXT, 'capabilities', 'drop'], ['NET_RAW']]],
  ['HostPath Volumes', [SET, [...POD, 'volumes', 0], { name: 'root', hostPath: { path: '/' } }]],
  ['Host Ports', [SET, [...CONTAINER, 'ports', 0, 'hostPort'], 8080]],
  ['AppArmor', [SET, [...CONTEXT, 'appArmorProfile'], { type: 'Unconfined' }]],
  ['SELinux', [SET, [...POD_CONTEXT, 'seLinuxOptions'], { type: 'spc_t' }]],
  ['/proc Mount Type', [SET, [...CONTEXT, 'procMount'], 'Unmasked']],
  ['Seccomp', [SET, [...POD_CONTEXT, 'seccompProfile'], undefined]],
  ['Seccomp', [SET, [...CONTEXT, 'seccompProfile'], { type: 'Unconfined' }]],
  ['Sysctls', [SET, [...POD_CONTEXT, 'sysctls'], [{ name: 'kernel.msgmax', value: '1' }]]],
  ['Volume Types', [SET, [...POD, 'volumes', 0], { name: 'share', nfs: { server: 'nfs', path: '/' } }]],
  ['Privilege Escalation', [SET, [...CONTEXT, 'allowPrivilegeEscalation'], undefined]],
  ['Running as Non-root', [SET, [...POD_CONTEXT, 'runAsNonRoot'], undefined]],
  ['Running as Non-root', [SET, [...CONTEXT, 'runAsNonRoot'], false]],
  ['Running as Non-root user', [SET, [...POD_CONTEXT, 'runAsUser'], 0]],
  ['Running as Non-root user', [SET, [...CONTEXT, 'runAsUser'], 0]],
];

const pod = z.looseObject({
  securityContext: z.looseObject({ runAsUser: z.int(), runAsGroup: z.int(), fsGroup: z.int() }),
  containers: z.array(z.looseObject({ securityContext: z.looseObject({ readOnlyRootFilesystem: z.boolean() }) })),
});

describeWithKubectl('pods', () => {
  it.each(OVERLAYS)('keep to the standard `restricted`: %s', (overlay) => {
    expect(workloadsOf(rendered(overlay)).flatMap(podSecurityFaults)).toEqual([]);
  });

  it('would not with any breach of any of its controls', () => {
    const objects = rendered('embedded');
    for (const [control, plant] of BREACHES) {
      expect(podSecurityFaults(hostOf(planted(objects, plant))), JSON.stringify(plant)).toContain(control);
    }
  });

  it.each(OVERLAYS)('are in a namespace that warns of those that do not, and refuses the worst: %s', (overlay) => {
    expect(theOnly(rendered(overlay), 'Namespace', 'headwind-system').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    });
  });

  it.each(OVERLAYS)('write to their volumes alone: %s', (overlay) => {
    for (const workload of workloadsOf(rendered(overlay))) {
      const { containers } = pod.parse(workload.pod);
      expect(containers.map(({ securityContext }) => securityContext.readOnlyRootFilesystem)).toEqual([true]);
    }
  });

  it.each(OVERLAYS)('run the host as the user of the image, who owns the volume: %s', (overlay) => {
    const { securityContext } = pod.parse(hostOf(rendered(overlay)).pod);
    expect(securityContext).toMatchObject({ runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 });
  });
});
