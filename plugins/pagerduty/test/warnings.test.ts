import { EVENT_KINDS, type EventKind } from '@headwind/plugin-api';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import plugin from '../src/plugin.js';
import { ROUTING_KEY } from './pagerduty.js';

async function warnings(config: object, received: readonly EventKind[] = EVENT_KINDS): Promise<readonly string[]> {
  const valid = await validConfig(plugin, { routingKey: ROUTING_KEY, ...config });
  return plugin.warnings?.(valid, (kind) => received.includes(kind)) ?? [];
}

describe('the warnings', () => {
  it('say nothing of a usual configuration', async () => {
    expect(await warnings({})).toEqual([]);
    expect(await warnings({ changeEvents: true })).toEqual([]);
  });

  it('say that the key of a ruleset takes no change events, without the key', async () => {
    const routingKey = 'R123456789ABCDEF0123456789ABCDEF';
    expect(await warnings({ routingKey })).toEqual([]);
    const said = await warnings({ routingKey, changeEvents: true });
    expect(said).toEqual([expect.stringContaining('"changeEvents"')]);
    expect(said.join()).not.toContain('R123');
  });

  it('say which kinds must come for incidents to be resolved', async () => {
    expect(await warnings({}, ['update_failed', 'rollback_failed'])).toEqual([
      expect.stringContaining('"when" keeps update_completed and rollback_completed from this channel'),
    ]);
    expect(await warnings({}, ['update_failed', 'rollback_triggered', 'rollback_completed'])).toEqual([
      expect.stringContaining('"when" keeps update_completed from this channel'),
    ]);
  });

  it.each<EventKind[][]>([
    [['update_failed', 'update_completed']],
    [['rollback_triggered', 'rollback_failed', 'rollback_completed']],
    [['update_completed']],
  ])('say nothing where %j come', async (received) => {
    expect(await warnings({}, received)).toEqual([]);
  });
});
