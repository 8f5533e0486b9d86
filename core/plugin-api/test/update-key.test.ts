import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventKind, HeadwindEvent } from '../src/event.js';
import { updateKeyOf } from '../src/update-key.js';
import { anyEvent } from './any-event.js';

const FROM = 'nginx:1.26.0';
const TO = 'nginx:1.27.0';

function event(
  kind: EventKind,
  currentImage: string,
  newImage: string,
  detail: { readonly updateRequestName?: string; readonly container?: string } = {},
): HeadwindEvent {
  return {
    id: kind,
    kind,
    time: '2025-11-06T10:30:00Z',
    source: 'api',
    workload: { namespace: 'production', name: 'nginx' },
    data: { currentImage, newImage, ...detail },
  };
}

describe('the key of an update', () => {
  it('is the same for all its events, whether they name the request or not', () => {
    const events = [
      event('update_request_created', FROM, TO, { updateRequestName: 'nginx-update' }),
      event('update_completed', FROM, TO),
      event('update_failed', FROM, TO),
      event('rollback_triggered', TO, FROM),
      event('rollback_failed', TO, FROM),
      event('rollback_completed', TO, FROM),
    ];
    expect(new Set(events.map((each) => updateKeyOf(each)))).toEqual(
      new Set(['production/nginx nginx:1.26.0 -> nginx:1.27.0']),
    );
  });

  it('is another one for each container', () => {
    const keys = ['web', 'migrate'].map((container) => updateKeyOf(event('update_failed', FROM, TO, { container })));
    expect(keys).toEqual([
      'production/nginx/web nginx:1.26.0 -> nginx:1.27.0',
      'production/nginx/migrate nginx:1.26.0 -> nginx:1.27.0',
    ]);
  });

  it('is another one for the way back, taken as an update', () => {
    expect(updateKeyOf(event('update_completed', TO, FROM))).not.toBe(updateKeyOf(event('update_completed', FROM, TO)));
  });

  it('is cut to its limit, and still tells long images apart', () => {
    const long = 'registry.example.com/'.padEnd(500, 'x');
    const keys = ['a', 'b'].map((tag) => updateKeyOf(event('update_completed', FROM, `${long}:${tag}`), 255));
    expect(keys.map((key) => key.length)).toEqual([255, 255]);
    expect(new Set(keys).size).toBe(2);
  });

  it('fits its limit, on one line, whatever the event says', () => {
    fc.assert(
      fc.property(anyEvent, fc.integer({ min: 64, max: 512 }), (any, limit) => {
        const key = updateKeyOf(any, limit);
        expect(key.length).toBeLessThanOrEqual(limit);
        expect(key).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
