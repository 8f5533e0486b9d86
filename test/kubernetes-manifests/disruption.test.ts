import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithKubectl } from './installed.js';
import { OVERLAYS, rendered, theOnly } from './rendered.js';
import { hostOf } from './workload.js';

const budget = z.looseObject({ maxUnavailable: z.int() });
const replicas = z.looseObject({
  replicas: z.int(),
  strategy: z.looseObject({ rollingUpdate: z.looseObject({ maxUnavailable: z.literal(0) }) }).optional(),
});

describeWithKubectl('a node that is drained', () => {
  it.each(OVERLAYS)('takes one pod of the host at a time, and is never kept from it: %s', (overlay) => {
    const objects = rendered(overlay);
    expect(budget.parse(theOnly(objects, 'PodDisruptionBudget', 'headwind-notifications').spec).maxUnavailable).toBe(1);
  });

  it('takes one NATS server at a time, so that a majority stays', () => {
    const objects = rendered('replicated');
    const { maxUnavailable } = budget.parse(theOnly(objects, 'PodDisruptionBudget', 'headwind-nats').spec);
    const servers = replicas.parse(theOnly(objects, 'StatefulSet', 'headwind-nats').spec).replicas;
    expect(servers - maxUnavailable).toBeGreaterThan(servers / 2);
  });
});

describeWithKubectl('a new version', () => {
  it.each(['replicated', 'production'] as const)('takes no replica away before another is ready: %s', (overlay) => {
    expect(replicas.parse(hostOf(rendered(overlay)).spec).strategy?.rollingUpdate.maxUnavailable).toBe(0);
  });

  it.each(['embedded', 'staging'] as const)(
    'never runs beside the old one, which has the queue file: %s',
    (overlay) => {
      const { name, spec } = hostOf(rendered(overlay));
      expect(name).toBe('StatefulSet/headwind-notifications');
      expect(replicas.parse(spec).replicas).toBe(1);
    },
  );
});
