import { describe as describeEvent, EVENT_KINDS } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { attemptOf } from '../src/attempt.js';
import { eventOf } from '../src/events.js';

describe('the event of a kind', () => {
  it.each(EVENT_KINDS)('%s can be described in full', (kind) => {
    const event = eventOf(kind);
    expect(event.kind).toBe(kind);
    expect(describeEvent(event).facts.length).toBeGreaterThanOrEqual(4);
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  });

  it('is of nginx in production, the failed image first in a rollback', () => {
    expect(eventOf('update_approved').data).toMatchObject({ currentImage: 'nginx:1.26.0', newImage: 'nginx:1.27.0' });
    expect(eventOf('rollback_failed').data).toMatchObject({ currentImage: 'nginx:1.27.0', newImage: 'nginx:1.26.0' });
  });

  it('takes overrides and keeps the rest', () => {
    const event = eventOf('update_failed', { workload: { name: 'api' }, data: { errorMessage: 'timed out' } });
    expect(event.workload).toEqual({ namespace: 'production', name: 'api', kind: 'Deployment' });
    expect(event.data).toEqual({ ...eventOf('update_failed').data, errorMessage: 'timed out' });
  });

  it('has an attempt that goes with it', () => {
    expect(attemptOf(eventOf('update_failed'))).toMatchObject({ id: 'nginx-update_failed/test', number: 1 });
    expect(attemptOf(eventOf('update_failed'), { number: 3 }).number).toBe(3);
  });
});
