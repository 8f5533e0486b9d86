import fc from 'fast-check';
import type { DeliveryFilter, DeliveryState } from '../queue.js';

export const CHANNELS = ['chat', 'pager'] as const;

const channel = fc.constantFrom(...CHANNELS);
const workload = fc.constantFrom('web', 'api', 'db');
const namespace = fc.constantFrom('production', 'staging');
const kind = fc.constantFrom('update_failed' as const, 'update_completed' as const);
/** Which of those there are. */
const which = fc.nat(100);

const events = fc.array(fc.record({ workload, namespace, kind, channels: fc.subarray([...CHANNELS]) }), {
  minLength: 1,
  maxLength: 6,
});

const condition: fc.Arbitrary<DrawnFilter> = fc.oneof(
  fc.constant({}),
  fc.record({ state: fc.constantFrom<DeliveryState>('pending', 'leased', 'delivered', 'dead') }),
  fc.record({ channel }),
  fc.record({ kind }),
  fc.record({ namespace }),
  fc.record({ workload: fc.tuple(namespace, workload).map((names) => names.join('/')) }),
  fc.record({ eventOf: which }),
  fc.record({ publishedFrom: which }),
  fc.record({ publishedBefore: which }),
);

/** The event and the times are those of one delivery or another. */
export interface DrawnFilter extends Pick<DeliveryFilter, 'state' | 'channel' | 'kind' | 'namespace' | 'workload'> {
  readonly eventOf?: number;
  readonly publishedFrom?: number;
  readonly publishedBefore?: number;
}

export interface DrawnEvent {
  readonly workload: string;
  readonly namespace: string;
  readonly kind: 'update_failed' | 'update_completed';
  readonly channels: readonly string[];
}

export interface DrawnPage {
  readonly limit: number;
  readonly order: 'oldest' | 'newest';
}

export interface Listing {
  readonly filter: DrawnFilter;
  readonly page: DrawnPage;
}

/** By two conditions at most, so that there is something to be found. */
const listing: fc.Arbitrary<Listing> = fc.record({
  filter: fc.tuple(condition, condition).map(([one, other]) => ({ ...one, ...other })),
  page: fc.record({
    limit: fc.integer({ min: 1, max: 5 }),
    order: fc.constantFrom('oldest' as const, 'newest' as const),
  }),
});

export const listings = fc.array(listing, { minLength: 3, maxLength: 6 });

/** What can be done to a queue. */
export type Step =
  | { readonly do: 'publish'; readonly events: readonly DrawnEvent[] }
  | { readonly do: 'lease'; readonly channel: string; readonly limit: number }
  | { readonly do: 'settle'; readonly which: number; readonly end: 'delivered' | 'dead' | 'pending' }
  | { readonly do: 'release' | 'replay' | 'discard'; readonly which: number }
  | ({ readonly do: 'list' } & Listing)
  | { readonly do: 'reopen' };

/** One after another. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('publish' as const), events }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('lease' as const), channel, limit: fc.integer({ min: 1, max: 4 }) }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('settle' as const),
        which,
        end: fc.constantFrom('delivered' as const, 'dead' as const, 'dead' as const, 'pending' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'replay' as const, 'discard' as const), which }),
    },
    {
      weight: 2,
      arbitrary: listing.map((drawn) => ({ do: 'list' as const, ...drawn })),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  ),
  { maxLength: 40 },
);
