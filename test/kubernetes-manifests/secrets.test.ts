import { describe, expect, it } from 'vitest';
import { describeWithKubectl } from './installed.js';
import { OVERLAYS, ofKind, rendered } from './rendered.js';
import { EXAMPLES } from './secrets.js';
import { workloadsOf } from './workload.js';

describe('the example of Secrets', () => {
  it("has those of the specification's examples, by their names and keys", () => {
    const keys = EXAMPLES.map(({ metadata, stringData }) => [metadata.name, Object.keys(stringData)]);
    expect(Object.fromEntries(keys)).toMatchObject({
      'slack-webhook': ['url'],
      'pagerduty-webhook': ['url', 'secret'],
      'webhook-secret': ['hmac-key'],
    });
  });

  it('has no values, so that nothing runs on it as it is', () => {
    expect(EXAMPLES.flatMap(({ stringData }) => Object.values(stringData)).filter((value) => value !== '')).toEqual([]);
    expect(new Set(EXAMPLES.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['headwind-system']));
  });
});

describeWithKubectl('a secret', () => {
  it('is in no object that is applied', () => {
    for (const overlay of OVERLAYS) expect(ofKind(rendered(overlay), 'Secret')).toEqual([]);
  });

  it('is mounted by some overlay, each of the example', () => {
    const mounted = OVERLAYS.flatMap((overlay) => workloadsOf(rendered(overlay)))
      .flatMap(({ pod }) => pod.volumes)
      .flatMap(({ secret }) => secret?.secretName ?? []);
    expect([...new Set(mounted)].toSorted()).toEqual(EXAMPLES.map(({ metadata }) => metadata.name).toSorted());
  });
});
