import { describe, expect, it } from 'vitest';
import { CanarySearch } from './canary.js';
import { runCanaries } from './canary-run.js';
import { runEnvironment } from './environment-run.js';
import { FAULTS, FAULTS_OF_CHANNELS } from './repeating-service.js';
import { pluginSecrets } from './secret-fields.js';

/** Of one run of a host and of many commands. Milliseconds. */
const TIMEOUT = 480_000;

describe('a secret', () => {
  it('of a configuration file is found nowhere, whatever fails', { timeout: TIMEOUT }, async () => {
    const plugins = await pluginSecrets();
    const { canaries, instances, evidence, deliveries, operations } = await runCanaries(plugins);
    expect(evidence.search(new CanarySearch(canaries))).toEqual([]);

    const fields = plugins.flatMap(({ plugin, fields: all }) => all.map(({ path }) => `${plugin}: ${path.join('.')}`));
    const filled = instances.flatMap(({ use, paths }) => paths.map((path) => `${use}: ${path.join('.')}`));
    expect(filled.toSorted()).toEqual(fields.toSorted());
    for (const field of fields) expect(canaries.some((canary) => canary.field.startsWith(field))).toBe(true);
    const channels = ['references', ...instances.filter(({ isChannel }) => isChannel).map(({ name }) => name)];
    const faults = [...FAULTS, ...FAULTS_OF_CHANNELS].map((fault) => `fault-${fault}`);
    for (const channel of channels) {
      const met = deliveries.filter((delivery) => delivery.channel === channel).map(({ workload }) => workload.name);
      expect(met.toSorted()).toEqual(faults.toSorted());
    }
    expect(operations.length).toBeGreaterThan(10);
    expect(evidence.places.filter((place) => evidence.textOf(place).trim() === '')).toEqual([]);
  });

  it('of the environment is found nowhere, whatever fails', { timeout: TIMEOUT }, async () => {
    const { canaries, evidence, deliveries } = await runEnvironment();
    expect(evidence.search(new CanarySearch(canaries))).toEqual([]);
    const channels = new Set(deliveries.map(({ channel }) => channel));
    expect([...channels].toSorted()).toEqual(['pagerduty', 'slack', 'teams', 'webhook']);
    expect(evidence.textOf('the log')).toContain('notification');
  });
});
