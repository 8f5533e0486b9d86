import { expect, it } from 'vitest';
import { describeWithKubectl } from './installed.js';
import { type Plant, planted } from './planted.js';
import { referenceFaults } from './references.js';
import { OVERLAYS, rendered } from './rendered.js';
import { selectorFaults } from './selectors.js';

const SET = 'StatefulSet/headwind-notifications';
const DEPLOYMENT = 'Deployment/headwind-notifications';
const POD = ['spec', 'template', 'spec'];
const LABEL = 'app.kubernetes.io/name';

const WRONG_SELECTORS: readonly Plant[] = [
  [DEPLOYMENT, ['spec', 'selector', 'matchLabels', LABEL], 'headwind'],
  [DEPLOYMENT, ['spec', 'template', 'metadata', 'labels', LABEL], 'headwind'],
  ['Service/headwind-notifications', ['spec', 'selector', LABEL], 'headwind'],
  ['Service/headwind-notifications', ['spec', 'selector'], { 'app.kubernetes.io/part-of': 'headwind' }],
  ['Service/headwind-notifications', ['spec', 'ports', 0, 'targetPort'], 'https'],
  ['Service/headwind-notifications', ['metadata', 'labels', LABEL], 'headwind'],
  ['PodDisruptionBudget/headwind-nats', ['spec', 'selector', 'matchLabels', LABEL], 'nats'],
  ['NetworkPolicy/headwind-notifications', ['spec', 'podSelector', 'matchLabels', LABEL], 'headwind'],
  ['NetworkPolicy/headwind-notifications', ['spec', 'ingress', 0, 'ports', 0, 'port'], 'web'],
  ['NetworkPolicy/headwind-notifications-nats', ['spec', 'egress', 0, 'ports', 0, 'port'], 'http'],
  ['ServiceMonitor/headwind-notifications', ['spec', 'endpoints', 0, 'port'], 'metrics'],
];

const WRONG_NAMES: readonly Plant[] = [
  [SET, [...POD, 'serviceAccountName'], 'default'],
  [SET, ['spec', 'serviceName'], 'headwind'],
  [SET, [...POD, 'volumes', 0, 'name'], 'tmp'],
  [SET, [...POD, 'volumes'], []],
  [SET, [...POD, 'containers', 0, 'volumeMounts', 0, 'name'], 'cache'],
  [SET, [...POD, 'containers', 0, 'volumeMounts', 0, 'mountPath'], '/tmp'],
  [SET, [...POD, 'containers', 0, 'volumeMounts', 0, 'subPath'], 'headwind.yaml'],
  [SET, [...POD, 'containers', 0, 'readinessProbe', 'httpGet', 'port'], 'https'],
  [SET, ['spec', 'volumeClaimTemplates', 0, 'metadata', 'name'], 'data'],
  ['ConfigMap/headwind-notifications', ['metadata', 'name'], 'headwind-config'],
  ['ServiceAccount/headwind-notifications', ['metadata', 'namespace'], 'default'],
  ['ClusterRole/headwind-notifications', ['metadata', 'name'], 'headwind'],
];

describeWithKubectl('the objects of an overlay', () => {
  it.each(OVERLAYS)('select and name what is there: %s', (overlay) => {
    const objects = rendered(overlay);
    expect([...selectorFaults(objects), ...referenceFaults(objects)]).toEqual([]);
  });

  it('would not with any selector or port that finds nothing', () => {
    const objects = rendered('production');
    for (const plant of WRONG_SELECTORS) {
      expect(selectorFaults(planted(objects, plant)), JSON.stringify(plant)).not.toEqual([]);
    }
  });

  it('would not with any name of something that is not there', () => {
    const objects = rendered('staging');
    for (const plant of WRONG_NAMES) {
      expect(referenceFaults(planted(objects, plant)), JSON.stringify(plant)).not.toEqual([]);
    }
  });

  it('would not with a token of Prometheus in a Secret that nobody makes', () => {
    const place = ['spec', 'endpoints', 0, 'authorization', 'credentials', 'key'];
    const objects = planted(rendered('production'), ['ServiceMonitor/headwind-notifications', place, 'token']);
    expect(referenceFaults(objects)).toEqual([
      'ServiceMonitor/headwind-notifications: Secret/headwind-notifications token',
    ]);
  });
});
