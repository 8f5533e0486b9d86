import { EVENT_KINDS, type HeadwindEvent } from '@headwind/plugin-api';
import fc from 'fast-check';
import { anyText, anyUrl } from './any-text.js';

/** A name as publishing allows it. */
const name = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,252}$/);

/** As publishing allows it: with any offset, from the first year to the last. */
const anyTime = fc
  .tuple(
    fc.oneof(
      fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.constantFrom(new Date('0000-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59Z')),
    ),
    fc.constantFrom('Z', '+01:00', '-12:00', '+14:00'),
  )
  .map(([date, offset]) => date.toISOString().replace('Z', offset));

const data = fc.record(
  {
    currentImage: anyText,
    newImage: anyText,
    container: anyText,
    policy: anyText,
    requiresApproval: fc.boolean(),
    updateRequestName: anyText,
    approvalUrl: anyUrl,
    uiUrl: anyUrl,
    approvedBy: anyText,
    rejectedBy: anyText,
    rejectionReason: anyText,
    errorMessage: anyText,
    metadata: fc.dictionary(anyText, anyText, { maxKeys: 64 }),
  },
  { requiredKeys: ['currentImage', 'newImage'] },
);

/** Events as publishing allows them and worse: long, empty, with markup, with fields missing. For property tests. */
export const anyEvent: fc.Arbitrary<HeadwindEvent> = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/),
  kind: fc.constantFrom(...EVENT_KINDS),
  time: anyTime,
  source: name,
  workload: fc.record({ namespace: name, name, kind: anyText }, { requiredKeys: ['namespace', 'name'] }),
  data,
});
