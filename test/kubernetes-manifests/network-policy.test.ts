import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithKubectl } from './installed.js';
import { nameOf, OVERLAYS, type Overlay, ofKind, rendered } from './rendered.js';
import { workloadsOf } from './workload.js';

const peer = z.looseObject({
  ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()) }).optional(),
});

const policy = z.strictObject({
  podSelector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
  policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
  // A rule that names nobody is about everybody, and one that names no port about all of them.
  ingress: z.array(z.strictObject({ from: z.array(peer).min(1), ports: z.array(z.unknown()).min(1) })).default([]),
  egress: z.array(z.strictObject({ to: z.array(peer).min(1), ports: z.array(z.unknown()).min(1) })).default([]),
});

/** Where clouds answer with credentials, of all addresses that a pod may reach. */
const METADATA: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0/0': ['169.254.0.0/16'],
  '::/0': ['fe80::/10', 'fd00:ec2::254/128'],
};

const policiesOf = (overlay: Overlay) => ofKind(rendered(overlay), 'NetworkPolicy');

describeWithKubectl('the network policies', () => {
  it.each(OVERLAYS)('name who, and at which port, in every rule: %s', (overlay) => {
    for (const object of policiesOf(overlay)) {
      expect(policy.safeParse(object.spec).error?.issues, nameOf(object)).toBeUndefined();
    }
  });

  it.each(OVERLAYS)('refuse to every pod, both ways, what they do not name: %s', (overlay) => {
    const specs = policiesOf(overlay).map(({ spec }) => policy.parse(spec));
    for (const { name, podLabels } of workloadsOf(rendered(overlay))) {
      const types = specs
        .filter(({ podSelector }) =>
          Object.entries(podSelector.matchLabels).every(([key, value]) => podLabels[key] === value),
        )
        .flatMap(({ policyTypes }) => policyTypes);
      expect(new Set(types), name).toEqual(new Set(['Ingress', 'Egress']));
    }
  });

  it.each(OVERLAYS)('let nobody out to the metadata services of clouds: %s', (overlay) => {
    const blocks = policiesOf(overlay)
      .flatMap(({ spec }) => policy.parse(spec).egress)
      .flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
    expect(blocks.length).toBeGreaterThan(0);
    for (const { cidr, except } of blocks) expect(except).toEqual(METADATA[cidr]);
  });
});
