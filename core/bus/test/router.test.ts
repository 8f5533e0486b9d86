import type { HeadwindEvent } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { eventFilter, Router, type When } from '../src/router.js';
import { eventOf } from './events.js';

const ALL = ['update_*', 'rollback_*'];

function accepts(when: When, event: HeadwindEvent): boolean {
  return eventFilter(ALL, when)(event);
}

describe('routing', () => {
  const failed = eventOf('update_failed');
  const rollback = eventOf('rollback_triggered');

  it('gives an instance only what its manifest subscribes to', () => {
    expect(eventFilter(['rollback_*'], {})(failed)).toBe(false);
    expect(eventFilter(['rollback_*'], {})(rollback)).toBe(true);
    expect(eventFilter(['update_failed'], {})(failed)).toBe(true);
  });

  it('narrows by kinds of event, patterns included', () => {
    expect(accepts({ events: ['update_failed', 'rollback_*'] }, failed)).toBe(true);
    expect(accepts({ events: ['update_failed', 'rollback_*'] }, rollback)).toBe(true);
    expect(accepts({ events: ['update_completed'] }, failed)).toBe(false);
    expect(accepts({ events: [] }, failed)).toBe(false);
  });

  it('narrows by namespace and workload name, taking dots literally', () => {
    const event = eventOf('update_failed', { workload: { namespace: 'team-a.prod', name: 'api' } });
    expect(accepts({ namespaces: ['team-a.*'] }, event)).toBe(true);
    expect(accepts({ namespaces: ['team-a-*'] }, event)).toBe(false);
    expect(accepts({ namespaces: ['team.a.prod'] }, event)).toBe(false);
    expect(accepts({ workloads: ['a*'], namespaces: ['*'] }, event)).toBe(true);
    expect(accepts({ workloads: ['ap'] }, event)).toBe(false);
  });

  it('takes a workload of unknown kind for a Deployment', () => {
    const unknown = eventOf('update_failed', { workload: { namespace: 'a', name: 'b' } });
    const stateful = eventOf('update_failed', { workload: { namespace: 'a', name: 'b', kind: 'StatefulSet' } });
    expect(accepts({ kinds: ['Deployment'] }, unknown)).toBe(true);
    expect(accepts({ kinds: ['Deployment'] }, stateful)).toBe(false);
  });

  it('matches policies only where the event has one', () => {
    const images = { currentImage: 'a:1', newImage: 'a:2' };
    expect(accepts({ policies: ['*'] }, eventOf('update_failed', { data: images }))).toBe(false);
    expect(accepts({ policies: ['minor'] }, eventOf('update_failed', { data: { ...images, policy: 'minor' } }))).toBe(
      true,
    );
  });

  it('keeps back what is less severe than asked for', () => {
    expect(accepts({ minSeverity: 'warning' }, eventOf('update_completed'))).toBe(false);
    expect(accepts({ minSeverity: 'warning' }, rollback)).toBe(true);
    expect(accepts({ minSeverity: 'critical' }, failed)).toBe(false);
    expect(accepts({ minSeverity: 'critical' }, eventOf('rollback_failed'))).toBe(true);
  });

  it('asks for every condition at once', () => {
    expect(accepts({ events: ['update_*'], namespaces: ['staging'] }, failed)).toBe(false);
  });

  it('names the channels in the order in which they were added', () => {
    const router = new Router();
    router.add('b', eventFilter(ALL, {}));
    router.add('a', eventFilter(ALL, {}));
    router.add('c', eventFilter(['rollback_*'], {}));
    expect(router.channelsFor(failed)).toEqual(['b', 'a']);
  });
});
