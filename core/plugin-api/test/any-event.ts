import fc from 'fast-check';
import { EVENT_KINDS, type HeadwindEvent } from '../src/event.js';

const text = fc.string({ unit: 'grapheme' });

/** Every field that some kind has, each there or not, whatever the kind is: publishers in plain JavaScript do that. */
const data = fc.record(
  {
    currentImage: text,
    newImage: text,
    container: text,
    policy: text,
    requiresApproval: fc.boolean(),
    updateRequestName: text,
    approvalUrl: fc.webUrl(),
    uiUrl: fc.webUrl(),
    approvedBy: text,
    rejectedBy: text,
    rejectionReason: text,
    errorMessage: text,
    metadata: fc.dictionary(text, text),
  },
  { requiredKeys: ['currentImage', 'newImage'] },
);

/** Any event the types allow. */
export const anyEvent: fc.Arbitrary<HeadwindEvent> = fc.record({
  id: text,
  kind: fc.constantFrom(...EVENT_KINDS),
  time: text,
  source: text,
  workload: fc.record({ namespace: text, name: text, kind: text }, { requiredKeys: ['namespace', 'name'] }),
  data,
});
