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
  '# heading\n- item\n1. item\n"\\',
  '{{TIME(2025-11-06T10:30:00Z)}}',
  '__proto__',
];

/** Up to the longest text that publishing allows: 16,384 characters. */
const longText = fc
  .tuple(
    fc.constantFrom('x', '&', '<', '"', '\\', '🚀', '更', 'line\n', '*', '_'),
    fc.integer({ min: 1_000, max: 16_384 }),
  )
  .map(([part, length]) => part.repeat(Math.ceil(length / part.length)).slice(0, length));

/** Texts from nothing to the longest, whole or not, with markup. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', ...TROUBLEMAKERS),
  longText,
);

/** http and https, up to the longest that publishing allows: 2,048 characters. */
export const anyUrl: fc.Arbitrary<string> = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.integer({ min: 1, max: 1_900 }).map((length) => `https://example.com/?${'\\'.repeat(length)}`),
  fc.integer({ min: 100, max: 2_000 }).map((length) => `https://example.com/${'ä"'.repeat(length)}`.slice(0, 2_048)),
);
