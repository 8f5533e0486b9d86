import { type Description, SEVERITIES } from '@headwind/plugin-api';
import fc from 'fast-check';
import { anyText, anyUrl } from './any-text.js';

/** What templates could make of an event, and worse: to stand in for `ctx.describe` in property tests. */
export const anyDescription: fc.Arbitrary<Description> = fc.record(
  {
    title: anyText,
    emoji: fc.oneof(fc.constantFrom('🚀', '⚠️'), anyText),
    severity: fc.constantFrom(...SEVERITIES),
    summary: anyText,
    text: anyText,
    facts: fc.array(fc.record({ name: anyText, value: anyText }), { maxLength: 60, size: 'max' }),
    links: fc.array(fc.record({ text: anyText, url: anyUrl }), { maxLength: 30, size: 'max' }),
  },
  { requiredKeys: ['title', 'emoji', 'severity', 'summary', 'facts', 'links'] },
);
