import { EVENT_KINDS, type HeadwindEvent } from '@headwind/plugin-api';
import fc from 'fast-check';

/** What has tripped up senders: markup of every medium, formats of addresses, invisible and half characters. */
const TROUBLEMAKERS = [
  '<!channel> & <script>alert(1)</script>',
  '*bold* _italic_ ~struck~ `code` [link](https://example.com) ![image](x)',
  '&amp; &lt;b&gt; \\ " \' {{ workload.name }} {% raw %} $HOME',
  '@here #general <@U012345> <https://example.com|click>',
  'line one\nline two\r\nline three\u2028four',
  '\u0000\u0007\u001b[31mred\u001b[0m\ufeff\u200b\u202edrow',
  '👩‍👩‍👧‍👦🚀 ünïcödé 更新に失敗しました תמונה',
  '\ud83d half of a pair',
];

/** Up to the longest text that publishing allows: 16,384 characters. */
const longText = fc
  .tuple(fc.constantFrom('x', '&', '<', '"', '🚀', '更', 'line\n', '*'), fc.integer({ min: 1_000, max: 16_384 }))
  .map(([part, length]) => part.repeat(Math.ceil(length / part.length)).slice(0, length));

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', ...TROUBLEMAKERS),
  longText,
);

/** A name as publishing allows it. */
const name = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,252}$/);

const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true }),
  fc.integer({ min: 100, max: 2_000 }).map((length) => `https://example.com/${'a'.repeat(length)}`),
);

const data = fc.record(
  {
    currentImage: text,
    newImage: text,
    container: text,
    policy: text,
    requiresApproval: fc.boolean(),
    updateRequestName: text,
    approvalUrl: url,
    uiUrl: url,
    approvedBy: text,
    rejectedBy: text,
    rejectionReason: text,
    errorMessage: text,
    metadata: fc.dictionary(text, text, { maxKeys: 64 }),
  },
  { requiredKeys: ['currentImage', 'newImage'] },
);

/** Events as publishing allows them and worse: long, empty, with markup, with fields missing. For property tests. */
export const anyEvent: fc.Arbitrary<HeadwindEvent> = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/),
  kind: fc.constantFrom(...EVENT_KINDS),
  time: fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  source: name,
  workload: fc.record({ namespace: name, name, kind: text }, { requiredKeys: ['namespace', 'name'] }),
  data,
});
