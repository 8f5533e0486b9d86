import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeBlocksOf } from '../house/markdown.js';
import { REPOSITORY } from '../house/repository.js';
import { testFolder } from '../support/folder.js';
import { schemaFaults, unknownFields } from './api-schemas.js';
import { headwindYaml } from './host-configuration.js';
import { describeWithKubectl } from './installed.js';
import { referenceFaults } from './references.js';
import { type KubernetesObject, nameOf, OVERLAYS, ofKind, renderedFolder } from './rendered.js';
import { SECRETS } from './secrets.js';
import { selectorFaults } from './selectors.js';
import { hostOf } from './workload.js';

const page = await readFile(join(REPOSITORY, 'docs/how-to/install-in-kubernetes.md'), 'utf8');
const shown = codeBlocksOf(page).filter(({ language }) => language === 'yaml');

function blockWith(part: string): string {
  const block = shown.find(({ text }) => text.includes(part));
  if (block === undefined) throw new Error(`the guide shows no ${part}`);
  return block.text;
}

const MINE = blockWith('kind: Kustomization');
const SOURCE = blockWith('components/kubernetes-source');
const MONITORING = blockWith('components/monitoring');
const LABEL = blockWith('/metadata/labels/release');
const POLICY = blockWith('kind: NetworkPolicy');

/** The overlay of the guide, beside `config`, with a section in place of its patches. */
async function overlayOfTheGuide(kustomization: string): Promise<readonly KubernetesObject[]> {
  const folder = await testFolder();
  await symlink(join(REPOSITORY, 'config'), join(folder, 'config'));
  await mkdir(join(folder, 'mine'));
  await writeFile(join(folder, 'mine/kustomization.yaml'), kustomization);
  await writeFile(join(folder, 'mine/teams-secret.yaml'), blockWith('secretName: teams-webhook'));
  await writeFile(join(folder, 'mine/headwind.yaml'), blockWith('use: teams'));
  await writeFile(join(folder, 'mine/policy.yaml'), POLICY);
  return renderedFolder(join(folder, 'mine'));
}

async function faultsOf(objects: readonly KubernetesObject[]): Promise<readonly string[]> {
  return [...(await Promise.all(objects.map(schemaFaults))).flat(), ...(await unknownFields(objects))];
}

describeWithKubectl('the guide to Kubernetes', () => {
  it('shows an overlay that has its own configuration, and mounts what that refers to', async () => {
    const objects = await overlayOfTheGuide(MINE);
    expect(headwindYaml(objects)).toBe(blockWith('use: teams'));
    const { container } = hostOf(objects);
    expect(container.volumeMounts).toContainEqual(
      expect.objectContaining({ name: 'teams', mountPath: '/run/secrets/teams-webhook' }),
    );
    expect(await faultsOf(objects)).toEqual([]);
  });

  it('shows how to watch the cluster', async () => {
    const objects = await overlayOfTheGuide(`${MINE}${SOURCE}`);
    expect(hostOf(objects).pod.automountServiceAccountToken).toBe(true);
    expect(ofKind(objects, 'ClusterRole', 'ClusterRoleBinding')).toHaveLength(2);
  });

  it('shows how to be monitored, by a Prometheus that selects by label', async () => {
    const mine = MINE.slice(0, MINE.indexOf('patches:'));
    const objects = await overlayOfTheGuide(`${mine}${MONITORING}${LABEL}`);
    const monitoring = ofKind(objects, 'ServiceMonitor', 'PrometheusRule');
    expect(monitoring.map(({ metadata }) => metadata.labels.release)).toEqual(
      Array.from({ length: 3 }, () => 'kube-prometheus-stack'),
    );
    expect(await faultsOf(objects)).toEqual([]);
  });

  it('shows components that go together, also with several replicas', async () => {
    const mine = MINE.slice(0, MINE.indexOf('patches:')).replace('/embedded', '/replicated');
    const objects = await overlayOfTheGuide(`${mine}${SOURCE}${MONITORING.replace('components:\n', '')}`);
    expect([...selectorFaults(objects), ...referenceFaults(objects)]).toEqual([]);
    const ofNats = objects.filter(({ metadata }) => metadata.labels['app.kubernetes.io/name'] === 'headwind-nats');
    expect(ofNats).toHaveLength(6);
  });

  it('shows a further policy for the same pods', async () => {
    const objects = await overlayOfTheGuide(MINE.replace('resources:\n', 'resources:\n  - policy.yaml\n'));
    expect(objects.map(nameOf)).toContain('NetworkPolicy/headwind-notifications-pipelines');
    expect(await faultsOf(objects)).toEqual([]);
  });
});

describe('the guide to Kubernetes', () => {
  it('has every overlay and every Secret in its tables, and no others', () => {
    const named = [...page.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual([...OVERLAYS, ...Object.keys(SECRETS)].toSorted());
  });
});
