import { EVENT_KINDS, type EventKind } from '@headwind/plugin-api';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import plugin from '../src/plugin.js';
import { API_KEY } from './opsgenie.js';

async function warnings(settings: object, received: readonly EventKind[] = EVENT_KINDS): Promise<readonly string[]> {
  const config = await validConfig(plugin, { apiKey: API_KEY, ...settings });
  return plugin.warnings?.(config, (kind) => received.includes(kind)) ?? [];
}

describe('the warning that Opsgenie ends', () => {
  it.each([
    [{}, 'api.opsgenie.com'],
    [{ region: 'eu' }, 'api.eu.opsgenie.com'],
    [{ baseUrl: 'https://api.opsgenie.com/' }, 'api.opsgenie.com'],
  ])('names the day, the host, what follows and where to read on with %j', async (settings, host) => {
    expect(await warnings(settings)).toEqual([expect.stringMatching(new RegExp(`^${host} .*5 April 2027`))]);
    const [warning] = await warnings(settings);
    expect(warning).toContain('Jira Service Management');
    expect(warning).toContain('"baseUrl"');
    expect(warning).toContain('the documentation of the plugin says how to move');
    expect(warning).not.toContain('docs/');
    expect(warning).not.toContain(API_KEY);
  });

  it.each(['https://api.atlassian.com/jsm/ops/integration', 'https://opsgenie.com.example.com'])(
    'is not said of %s',
    async (baseUrl) => {
      expect(await warnings({ baseUrl })).toEqual([]);
    },
  );
});

describe('the warning that alerts stay open', () => {
  const elsewhere = { baseUrl: 'https://api.atlassian.com/jsm/ops/integration' };

  it('names the kinds that must come', async () => {
    expect(await warnings(elsewhere, ['update_failed', 'rollback_triggered'])).toEqual([
      expect.stringContaining('"when" keeps update_completed and rollback_completed from this channel'),
    ]);
  });

  it.each<EventKind[][]>([
    [['update_failed', 'update_completed']],
    [['rollback_triggered', 'rollback_completed']],
    [['update_completed']],
  ])('is not said where %j come', async (received) => {
    expect(await warnings(elsewhere, received)).toEqual([]);
  });
});
