import { describe, expect, it } from 'vitest';
import { EVENT_KINDS, type EventKind } from '../src/event.js';
import { incidentStepOf, missingEndings } from '../src/incident.js';

describe('the incident of an update', () => {
  it('is opened by what goes wrong, and closed by what ends it', () => {
    const byStep = (step: string) => EVENT_KINDS.filter((kind) => incidentStepOf(kind) === step);
    expect(byStep('opens')).toEqual(['update_failed', 'rollback_triggered', 'rollback_failed']);
    expect(byStep('closes')).toEqual(['update_rejected', 'update_completed', 'rollback_completed']);
  });

  it.each<[EventKind[], EventKind[]]>([
    [
      ['update_failed', 'rollback_failed'],
      ['update_completed', 'rollback_completed'],
    ],
    [['update_failed', 'rollback_triggered', 'rollback_completed'], ['update_completed']],
    [['update_failed', 'update_completed'], []],
    [['rollback_triggered', 'rollback_failed', 'rollback_completed'], []],
    [['update_completed'], []],
    [[...EVENT_KINDS], []],
  ])('stays open where of %j alone are received, for want of %j', (received, missing) => {
    expect(missingEndings((kind) => received.includes(kind))).toEqual(missing);
  });
});
