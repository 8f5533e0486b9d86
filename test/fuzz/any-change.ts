import fc from 'fast-check';

/** One change to some bytes; places are fractions of the length, so that it fits any bytes. */
type Mutation =
  | { readonly type: 'replace'; readonly at: number; readonly byte: number }
  | { readonly type: 'flip'; readonly at: number; readonly bit: number }
  | { readonly type: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly type: 'remove' | 'repeat'; readonly from: number; readonly length: number }
  | { readonly type: 'cut'; readonly at: number };

/** Between 0 and 1, the end left out. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** What readers of JSON and of HTTP trip over. */
const TROUBLEMAKERS = [
  '\0',
  '\r\n',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '{',
  '}',
  '[',
  ',',
  '1e999',
  '-0',
  'null',
  '\ufeff',
];

const anyMutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ type: fc.constant('replace'), at: place, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ type: fc.constant('flip'), at: place, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({
    type: fc.constant('insert'),
    at: place,
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.constantFrom(...TROUBLEMAKERS).map((text) => new TextEncoder().encode(text)),
    ),
  }),
  fc.record({
    type: fc.constantFrom('remove', 'repeat'),
    from: place,
    length: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ type: fc.constant('cut'), at: place }),
);

/** Any bytes with one to four changes, or in their place some that have nothing to do with them. */
export const anyChange: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .array(anyMutation, { minLength: 1, maxLength: 4 })
      .map((mutations) => (bytes: Uint8Array) => mutations.reduce(mutated, bytes)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((others) => () => others) },
);

function mutated(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  if (bytes.length === 0 && mutation.type !== 'insert') return bytes;
  switch (mutation.type) {
    case 'replace':
      return bytes.with(placeIn(bytes, mutation.at), mutation.byte);
    case 'flip': {
      const at = placeIn(bytes, mutation.at);
      return bytes.with(at, (bytes[at] ?? 0) ^ (1 << mutation.bit));
    }
    case 'insert':
      return spliced(bytes, placeIn(bytes, mutation.at), 0, mutation.bytes);
    case 'remove':
      return spliced(bytes, placeIn(bytes, mutation.from), mutation.length, new Uint8Array());
    case 'repeat': {
      const from = placeIn(bytes, mutation.from);
      return spliced(bytes, from, 0, bytes.slice(from, from + mutation.length));
    }
    case 'cut':
      return bytes.slice(0, placeIn(bytes, mutation.at));
  }
}

function placeIn(bytes: Uint8Array, fraction: number): number {
  return Math.floor(fraction * bytes.length);
}

function spliced(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  return new Uint8Array([...bytes.slice(0, at), ...added, ...bytes.slice(at + removed)]);
}
