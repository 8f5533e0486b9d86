import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { firstMessageOf } from '../src/first-message.js';
import { stepsOf } from './updates.js';

/** The first message of a thread with a step for each label, and blocks as large as they may be. */
function firstMessage(labels: readonly string[]) {
  const header = { type: 'header' };
  const filler = { type: 'section', text: '' };
  const rest = 10_000 - JSON.stringify([header, filler]).length;
  const { kind, time } = eventOf('update_completed');
  return firstMessageOf({
    shown: { text: 'x', blocks: [header, { ...filler, text: 'x'.repeat(rest) }] },
    steps: labels.map((label) => ({ kind, time, label })),
  });
}

describe('the first message of a thread', () => {
  it('has the steps below the header', () => {
    const { blocks } = firstMessage(['🔔 New', '🚀 <Completed>']);
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'context', 'section']);
    expect(stepsOf({ blocks })).toBe('🔔 New → 🚀 &lt;Completed&gt;');
  });

  it.each(['x', '&', '<', '"', '\\', `${'&'.repeat(15)}${'\\'.repeat(45)}`])(
    'stays below 12,000 characters of JSON with ten steps of %j',
    (part) => {
      const { blocks } = firstMessage(Array(10).fill(part.repeat(60).slice(0, 60)));
      expect(JSON.stringify(blocks).length).toBeLessThan(12_000);
    },
  );
});
