import { parseDraft } from '@headwind/bus/event-schema';
import { EVENT_KINDS, payloadOf, updateKeyOf } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { sampleEvent, testEvent } from '../../src/cli/sample-event.js';

const ENVELOPE = { id: 'test-1', time: '2025-11-06T10:30:00Z' };

describe.each([
  ['a sample', sampleEvent],
  ['a test', (kind: (typeof EVENT_KINDS)[number]) => testEvent(kind, ENVELOPE)],
])('%s event', (_, eventOf) => {
  it.each(EVENT_KINDS)('of the kind %s is valid and frozen', (kind) => {
    const event = eventOf(kind);
    const { source: _source, ...draft } = event;
    expect(parseDraft(draft)).toHaveProperty('draft');
    expect(event.kind).toBe(kind);
    expect(Object.isFrozen(event.data)).toBe(true);
  });

  it('is about the same update as those of the other kinds', () => {
    expect(new Set(EVENT_KINDS.map((kind) => updateKeyOf(eventOf(kind)))).size).toBe(1);
  });

  it('swaps the images in a rollback, as the operator does', () => {
    const { data: update } = eventOf('update_failed');
    const { data: rollback } = eventOf('rollback_triggered');
    expect(rollback).toMatchObject({ currentImage: update.newImage, newImage: update.currentImage });
  });
});

describe('a test event', () => {
  it('says of itself that it is one, wherever a channel sends its data', () => {
    const event = testEvent('update_failed', ENVELOPE);
    expect(event).toMatchObject({ id: 'test-1', data: { metadata: { test: 'true' } } });
    expect(event.workload).toMatchObject({ namespace: 'headwind-test', name: 'headwind-test' });
    expect(payloadOf(event).metadata).toEqual({ test: 'true' });
  });
});
