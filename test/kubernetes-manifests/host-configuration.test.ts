import { dirname } from 'node:path';
import { checkHost } from '@headwind/host/host';
import { expect, it } from 'vitest';
import {
  configurationOnDisk,
  headwindConfiguration,
  headwindYaml,
  mountedSecretFiles,
  referredFiles,
} from './host-configuration.js';
import { describeWithKubectl } from './installed.js';
import { OVERLAYS, ofKind, rendered } from './rendered.js';
import { hostOf } from './workload.js';

/** What the image sets, which must not get in the way of the file. */
const IMAGE_ENV = { HEADWIND_DATA: '/var/lib/headwind', HEADWIND_LISTEN: ':8080' };

const fileOf = (path: string) => `\${file:${path}}`;

describeWithKubectl('the configuration in an overlay', () => {
  it.each(OVERLAYS)('is right, once its Secrets are there: %s', async (overlay) => {
    const file = await configurationOnDisk(rendered(overlay));
    const { problems, warnings, summary } = await checkHost({ file, env: IMAGE_ENV, cwd: dirname(file) });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([]);
    const { plugins } = headwindConfiguration(rendered(overlay));
    expect(summary.instances.map(({ name }) => name)).toEqual(Object.keys(plugins));
  });

  it.each(OVERLAYS)('refers to no secret that is not mounted, and to none but from a file: %s', (overlay) => {
    const yaml = headwindYaml(rendered(overlay));
    const mounted = mountedSecretFiles(rendered(overlay));
    expect(referredFiles(yaml).filter((path) => !mounted.includes(path))).toEqual([]);
    expect(referredFiles(yaml).length).toBeGreaterThanOrEqual(3);
    expect(yaml).not.toContain('${env:');
  });

  it.each(OVERLAYS)('leaves a Secret out only where nothing refers to it: %s', (overlay) => {
    const objects = rendered(overlay);
    const { pod } = hostOf(objects);
    const referred = referredFiles(headwindYaml(objects));
    for (const { secret } of pod.volumes) {
      const isReferred = referred.some((path) => path.startsWith(`/run/secrets/${secret?.secretName}/`));
      if (secret !== undefined && !isReferred) expect(secret.optional, secret.secretName).toBe(true);
    }
  });

  it.each(OVERLAYS)('is where the host looks for it, and listens where the Service leads: %s', (overlay) => {
    const objects = rendered(overlay);
    const { container } = hostOf(objects);
    expect(container.env).toEqual([{ name: 'HEADWIND_CONFIG', value: '/etc/headwind/headwind.yaml' }]);
    expect(container.volumeMounts).toContainEqual(
      expect.objectContaining({ name: 'configuration', mountPath: '/etc/headwind' }),
    );
    const [port] = container.ports;
    expect(headwindConfiguration(objects).server.listen).toBe(`:${port?.containerPort}`);
  });

  it.each(OVERLAYS)('stops within the time that the pod is given, after the wait for publishers: %s', (overlay) => {
    const objects = rendered(overlay);
    const { pod, container } = hostOf(objects);
    const wait = container.lifecycle?.preStop.sleep.seconds ?? 0;
    const stop = Number.parseInt(headwindConfiguration(objects).server.stopTimeout, 10);
    expect(wait).toBeGreaterThan(0);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(wait + 2 * stop);
  });

  it.each(OVERLAYS)('is asked whether it lives and whether it takes events: %s', (overlay) => {
    const { startupProbe, livenessProbe, readinessProbe } = hostOf(rendered(overlay)).container;
    const paths = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path);
    expect(paths).toEqual(['/healthz', '/healthz', '/readyz']);
  });

  it.each(OVERLAYS)('has events of updates from one side alone, and metrics: %s', (overlay) => {
    const { server, plugins } = headwindConfiguration(rendered(overlay));
    const uses = Object.values(plugins).map(({ use }) => use);
    expect(uses.includes('kubernetes')).toBe(server.headwind === undefined);
    expect(uses).toContain('metrics');
  });

  it.each(OVERLAYS)('gives pods a token for the API server only where its source needs one: %s', (overlay) => {
    const objects = rendered(overlay);
    const uses = Object.values(headwindConfiguration(objects).plugins).map(({ use }) => use);
    expect(hostOf(objects).pod.automountServiceAccountToken).toBe(uses.includes('kubernetes'));
    expect(ofKind(objects, 'ClusterRole').length > 0).toBe(uses.includes('kubernetes'));
  });
});

describeWithKubectl('the queue of an overlay', () => {
  it.each(['embedded', 'staging'] as const)('is a file on the volume of its one host: %s', (overlay) => {
    const objects = rendered(overlay);
    const { spec, container } = hostOf(objects);
    const { type, path } = headwindConfiguration(objects).queue;
    const claim = spec.volumeClaimTemplates.find(({ metadata }) => metadata.name === 'queue');
    const mount = container.volumeMounts.find(({ name }) => name === claim?.metadata.name);
    expect(type).toBe('sqlite');
    expect(path).toBe(`${mount?.mountPath}/queue.db`);
    expect(spec.replicas).toBe(1);
  });

  it.each(['replicated', 'production'] as const)('is that of the NATS servers beside its hosts: %s', (overlay) => {
    const objects = rendered(overlay);
    const { type, servers } = headwindConfiguration(objects).queue;
    const names = ofKind(objects, 'Service').map(({ metadata }) => `nats://${metadata.name}:4222`);
    expect(type).toBe('nats');
    expect(servers.filter((server) => !names.includes(server))).toEqual([]);
    expect(servers).toHaveLength(1);
    expect(hostOf(objects).spec.replicas).toBe(3);
  });
});

describeWithKubectl("the specification's examples", () => {
  it('are the production overlay: Slack for the team, PagerDuty for incidents', () => {
    expect(headwindConfiguration(rendered('production')).plugins).toMatchObject({
      slack: {
        use: 'slack',
        config: {
          webhookUrl: fileOf('/run/secrets/slack-webhook/url'),
          channel: '#production-alerts',
          username: 'Headwind Production',
        },
      },
      pagerduty: { use: 'pagerduty', config: { routingKey: fileOf('/run/secrets/pagerduty-webhook/secret') } },
    });
  });

  it('are the staging overlay: Slack alone', () => {
    const { plugins } = headwindConfiguration(rendered('staging'));
    expect(plugins).toMatchObject({
      slack: {
        use: 'slack',
        config: {
          webhookUrl: fileOf('/run/secrets/slack-webhook/url'),
          channel: '#staging-updates',
          username: 'Headwind Staging',
        },
      },
    });
    expect(Object.values(plugins).map(({ use }) => use)).toEqual(['kubernetes', 'slack', 'metrics']);
  });
});
