import { expect, it } from 'vitest';
import { schemaFaults, unknownFields } from './api-schemas.js';
import { describeWithKubectl } from './installed.js';
import { type Plant, planted } from './planted.js';
import { nameOf, OVERLAYS, rendered } from './rendered.js';

const SET = 'StatefulSet/headwind-notifications';
const CONTAINER = ['spec', 'template', 'spec', 'containers', 0];

const WRONG_VALUES: readonly Plant[] = [
  [SET, ['spec', 'replicas'], 'one'],
  [SET, ['spec', 'selector'], undefined],
  [SET, [...CONTAINER, 'name'], undefined],
  [SET, [...CONTAINER, 'ports', 0, 'containerPort'], 'http'],
  ['Service/headwind-notifications', ['spec', 'ports', 0, 'port'], undefined],
  ['ConfigMap/headwind-notifications', ['data', 'headwind.yaml'], 1],
  ['ClusterRole/headwind-notifications', ['rules', 0, 'verbs'], undefined],
  ['NetworkPolicy/headwind-notifications', ['spec', 'podSelector'], undefined],
];

const UNKNOWN_FIELDS: readonly Plant[] = [
  [SET, ['replicas'], 1],
  [SET, ['spec', 'replica'], 1],
  [SET, ['spec', 'template', 'spec', 'securityContext', 'runAsNonroot'], true],
  [SET, [...CONTAINER, 'imagePullpolicy'], 'Always'],
  [SET, [...CONTAINER, 'readinessProbe', 'httpGet', 'paht'], '/readyz'],
  [SET, ['spec', 'volumeClaimTemplates', 0, 'spec', 'resources', 'request'], {}],
  ['Service/headwind-notifications', ['spec', 'ports', 0, 'targetport'], 'http'],
  ['NetworkPolicy/headwind-notifications', ['spec', 'egress', 0, 'from'], []],
  ['PodDisruptionBudget/headwind-notifications', ['spec', 'maxUnavailabel'], 1],
];

describeWithKubectl('every object, to the schemas of the Kubernetes API', () => {
  it.each(OVERLAYS)('is right: %s', async (overlay) => {
    const objects = rendered(overlay);
    expect((await Promise.all(objects.map(schemaFaults))).flat()).toEqual([]);
    expect(await unknownFields(objects)).toEqual([]);
    expect(objects.length).toBeGreaterThan(5);
  });

  it.each(WRONG_VALUES)('would not be with a wrong value: %s, %j, %j', async (...plant) => {
    const [name] = plant;
    const object = planted(rendered('staging'), plant).filter((each) => nameOf(each) === name);
    const faults = (await Promise.all(object.map(schemaFaults))).flat();
    expect(faults.join()).toContain(name);
  });

  it('would not be with a field that the API does not have, however deep', async () => {
    const objects = rendered('staging');
    const wrong = UNKNOWN_FIELDS.flatMap((plant) =>
      planted(objects, plant).filter((each) => nameOf(each) === plant[0]),
    );
    const faults = await unknownFields(wrong);
    for (const [name, path] of UNKNOWN_FIELDS) {
      expect(faults.filter((fault) => fault.startsWith(name)).join('\n')).toContain(`"${path.at(-1)}"`);
    }
  });

  it('would not be with a field of the Prometheus operator that it does not have', async () => {
    const objects = planted(rendered('production'), [
      'ServiceMonitor/headwind-notifications',
      ['spec', 'endpoints', 0, 'intervall'],
      '15s',
    ]);
    expect((await unknownFields(objects)).join()).toContain('"intervall"');
  });
});
