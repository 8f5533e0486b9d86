import { checkConfig, validConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import { warningsOf } from '../src/config.js';
import plugin from '../src/plugin.js';

describe('the configuration of a cluster', () => {
  it('has a default for everything: all namespaces, rollbacks as well', async () => {
    expect(await validConfig(plugin, {})).toEqual({ rollbacks: true });
  });

  it.each([
    { namespaces: ['production', 'team-a'] },
    { rollbacks: false },
    { kubeconfig: '/etc/headwind/kubeconfig', context: 'west' },
    { uiUrl: 'https://headwind.example.com/ui/' },
  ])('may be %j', async (config) => {
    expect(await validConfig(plugin, config)).toEqual({ rollbacks: true, ...config });
  });

  it.each([
    [{ namespaces: [] }, /Leave "namespaces" out to watch all/],
    [{ namespaces: ['Production'] }, /name of a namespace/],
    [{ namespaces: ['a', 'a'] }, /stands twice/],
    [{ namespace: ['a'] }, /namespace/],
    [{ uiUrl: 'headwind.example.com' }, /http or https URL/],
    [{ uiUrl: 'https://jane:secret@headwind.example.com' }, /without user/],
    [{ kubeconfig: '' }, /./],
  ])('may not be %j', async (config, message) => {
    const { issues = [] } = await checkConfig(plugin, config);
    expect(issues).toHaveLength(1);
    expect(issues[0]?.message).toMatch(message);
  });

  it('is warned of where its kubeconfig begins at the working directory', () => {
    expect(warningsOf({ rollbacks: true, kubeconfig: 'kube/config' })).toEqual([
      expect.stringContaining('begins at the working directory of the host'),
    ]);
    expect(warningsOf({ rollbacks: true, kubeconfig: '/etc/headwind/kubeconfig' })).toEqual([]);
    expect(warningsOf({ rollbacks: true })).toEqual([]);
    expect(plugin.warnings).toBe(warningsOf);
  });
});
