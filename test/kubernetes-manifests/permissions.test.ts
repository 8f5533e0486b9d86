import { expect, it } from 'vitest';
import { z } from 'zod';
import { ClusterHost } from '../kubernetes/cluster-host.js';
import { describeWithKubectl } from './installed.js';
import { OVERLAYS, ofKind, rendered, theOnly } from './rendered.js';

const rules = z.array(
  z.strictObject({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) }),
);

/** The resources that the source watches. */
const WATCHED = 4;

function granted(): readonly string[] {
  const role = theOnly(rendered('staging'), 'ClusterRole', 'headwind-notifications');
  return rules
    .parse(role.rules)
    .flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)));
}

describeWithKubectl('what the cluster allows', () => {
  it('is what the source asks for, and nothing else', async () => {
    const cluster = await ClusterHost.make();
    const host = await cluster.start();
    const asked = () => new Set(cluster.api.requests.map(({ verb, plural }) => `${verb} ${plural}`));
    await expect.poll(() => asked().size, { timeout: 30_000 }).toBe(2 * WATCHED);
    await host.stop();
    expect(granted().toSorted()).toEqual([...asked()].toSorted());
  });

  it('is nothing to hosts that take events from the operator', () => {
    for (const overlay of OVERLAYS.filter((each) => each !== 'staging')) {
      const roles = ofKind(rendered(overlay), 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding');
      const accounts = ofKind(rendered(overlay), 'ServiceAccount');
      expect(roles).toEqual([]);
      expect(accounts.map((account) => account.automountServiceAccountToken)).not.toContain(true);
    }
  });
});
