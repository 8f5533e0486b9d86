import { checkConfig, validConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
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
});
