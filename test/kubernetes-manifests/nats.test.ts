import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { testFolder } from '../support/folder.js';
import { describeWithNats } from '../support/nats-server.js';
import { describeWithKubectl } from './installed.js';
import { ofKind, rendered, theOnly } from './rendered.js';
import { workloadsOf } from './workload.js';

const texts = z.record(z.string(), z.string());

function configuration(): string {
  const [map] = ofKind(rendered('replicated'), 'ConfigMap').filter((each) => 'nats.conf' in texts.parse(each.data));
  return texts.parse(map?.data)['nats.conf'] ?? '';
}

function verdict(file: string): { status: number | null; text: string } {
  const env = { PATH: process.env.PATH, SERVER_NAME: 'headwind-nats-0' };
  const { status, stdout, stderr } = spawnSync('nats-server', ['-t', '-c', file], { env, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

describeWithKubectl('the NATS servers', () => {
  it('know each other by the names that the StatefulSet gives them', () => {
    const { replicas } = z.looseObject({ replicas: z.int() }).parse(statefulSet().spec);
    const names = Array.from({ length: replicas }, (_, index) => `nats://headwind-nats-${index}.headwind-nats:6222`);
    expect(configuration().match(/nats:\/\/[^"\s]+/g)).toEqual(names);
    expect(theOnly(rendered('replicated'), 'Service', 'headwind-nats').spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
  });

  it('listen at the ports, and store on the volume, that their pods have', () => {
    const { pod, spec } = nats();
    const [container] = pod.containers;
    const ports = container?.ports.map(({ containerPort }) => containerPort) ?? [];
    const listening = [...configuration().matchAll(/(?:listen|http): "0\.0\.0\.0:(\d+)"/g)].map(([, port]) =>
      Number(port),
    );
    expect(listening.toSorted()).toEqual(ports.toSorted());
    const store = /store_dir: (\S+)/.exec(configuration())?.[1];
    const claim = spec.volumeClaimTemplates[0]?.metadata.name;
    expect(container?.volumeMounts).toContainEqual({ name: claim, mountPath: store });
  });

  it('start together, for none is ready before a majority runs', () => {
    expect(nats().spec.podManagementPolicy).toBe('Parallel');
  });

  describeWithNats('to nats-server', () => {
    it('have a configuration that is right, as it would not be with a wrong key', async () => {
      const folder = await testFolder();
      const file = join(folder, 'nats.conf');
      await writeFile(file, configuration());
      expect(verdict(file)).toEqual({ status: 0, text: expect.stringContaining('is valid') });
      await writeFile(file, configuration().replace('store_dir', 'store_dri'));
      expect(verdict(file).status).not.toBe(0);
    });
  });
});

function nats() {
  const found = workloadsOf(rendered('replicated')).find(({ name }) => name === 'StatefulSet/headwind-nats');
  if (found === undefined) throw new Error('no NATS servers');
  return found;
}

function statefulSet() {
  return theOnly(rendered('replicated'), 'StatefulSet', 'headwind-nats');
}
