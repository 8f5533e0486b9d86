import { delivered, EVENT_KINDS, FAILURE_REASONS, type ObservedRecord, rejected, retry } from '@headwind/plugin-api';
import { anyEvent } from '@headwind/plugin-testkit/any-event';
import { eventOf } from '@headwind/plugin-testkit/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMetrics } from './open-metrics.js';
import { deliveryRecord } from './records.js';

const OUTCOMES = [
  delivered(),
  retry('HTTP 429', { rateLimited: true }),
  ...FAILURE_REASONS.flatMap((reason) => [retry('x', { reason }), rejected('x', { reason })]),
];

/** Every value that a label of the plugin's own counters may have, for the one channel of the test. */
const CLOSED: Readonly<Record<string, readonly string[]>> = {
  channel: ['team-slack'],
  plugin: ['slack'],
  source: ['api', 'cluster'],
  kind: EVENT_KINDS,
  event: EVENT_KINDS,
  outcome: ['delivered', 'retry', 'rejected'],
  reason: FAILURE_REASONS,
  change: ['paused', 'resumed', 'rate_limited', 'breaker_opened', 'breaker_closed', 'disabled'],
  state: ['running', 'paused', 'disabled', 'failed', 'unconfigured', 'closed', 'open', 'half-open'],
};

/** Any event, from a source that the configuration has: that is the one thing of it which the publisher does not write. */
const anyRecord: fc.Arbitrary<ObservedRecord> = fc
  .tuple(anyEvent, fc.constantFrom('api', 'cluster'), fc.constantFrom(undefined, ...OUTCOMES))
  .map(([event, source, outcome]): ObservedRecord => {
    const published = { ...event, source };
    if (outcome === undefined) return { type: 'event', event: published, channels: ['team-slack'] };
    return deliveryRecord(outcome, {}, published);
  });

describe('labels', () => {
  it('take no value from what publishers write, whatever that is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { minLength: 1, maxLength: 20 }), async (records) => {
        const { metrics, scrape } = openMetrics();
        for (const record of records) metrics.observe(record);
        const own = (await scrape()).filter(({ name }) => name.startsWith('headwind_') && !name.endsWith('_info'));
        const strange = own.flatMap(({ labels }) =>
          Object.entries(labels).filter(([label, value]) => label !== 'le' && !CLOSED[label]?.includes(value)),
        );
        expect(strange).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('tell a hundred sources apart, and no more', async () => {
    const { metrics, scrape } = openMetrics();
    for (let number = 1; number <= 300; number += 1) {
      const event = eventOf('update_failed', { id: `e${number}`, source: `source-${number}` });
      metrics.observe({ type: 'event', event, channels: [] });
    }
    const published = (await scrape()).filter(({ name }) => name === 'headwind_events_published_total');
    const sources = new Set(published.map(({ labels }) => labels.source));
    expect(sources.size).toBe(101);
    expect(published.reduce((sum, { value }) => sum + value, 0)).toBe(300);
    const rest = published.filter(({ labels, value }) => labels.source === 'other' && value > 0);
    expect(rest).toMatchObject([{ labels: { kind: 'update_failed' }, value: 201 }]);
  });
});
