import type { DeliveryFilter, PageRequest } from '@headwind/bus/queue';
import { type DeadPlace, type DeadPlaces, type DeliveryPlace, placesIn } from './dead-places.js';
import type { Place } from './names.js';
import { inOrder, LAST_INDEX } from './place-order.js';
import type { QueueParts } from './queue-parts.js';
import type { DeadRecord } from './records.js';
import type { Session } from './session.js';
import type { StoredEvent } from './stored-event.js';
import type { KnownDelivery } from './stored-state.js';

/** So many are read at a time: of events, and of records. */
const CHUNK = 32;

/** Of dead letters, which are listed to be replayed by thousands. */
const DEAD_CHUNK = 128;

/** What was looked at, in the order of the list. */
export interface Chunk {
  readonly known: readonly KnownDelivery[];
  /** What was looked at last. */
  readonly upTo: Place;
  /** There is more to look at. Absent when that is not known. */
  readonly hasMore?: boolean;
}

/** Everything that is stored in the order of a list, chunk by chunk; the first may begin before the place asked for. */
export async function* scan(
  parts: QueueParts,
  session: Session,
  filter: DeliveryFilter,
  order: PageRequest['order'],
  after: Place | undefined,
): AsyncGenerator<Chunk> {
  if (filter.eventId !== undefined) {
    const found = await ofOneEvent(parts, session, filter.eventId, filter.channel);
    return yield { known: found.sort(inOrder(order)), upTo: found.at(-1) ?? { seq: 0, index: 0 } };
  }
  const { state } = await session.jsm.streams.info(parts.names.events);
  const [first, last] = state.messages === 0 ? [state.last_seq + 1, state.last_seq] : [state.first_seq, state.last_seq];
  const gone = (): AsyncGenerator<Chunk> => deadOrReplayed(parts, session, filter, order, after, first);
  if (order === 'newest') {
    yield* events(parts, session, order, Math.min(after?.seq ?? last, last), first);
    yield* gone();
  } else {
    if ((after?.seq ?? 0) < first) yield* gone();
    yield* events(parts, session, order, Math.max(after?.seq ?? first, first), last);
  }
}

/** Dead letters in the order of a list. @param limit as many are wanted */
export async function* scanDead(
  { reading }: QueueParts,
  deadPlaces: DeadPlaces,
  session: Session,
  filter: DeliveryFilter,
  order: PageRequest['order'],
  after: Place | undefined,
  limit: number,
): AsyncGenerator<Chunk> {
  const places = await deadPlaces.beyond(session, filter, order, after);
  const size = Math.min(limit, DEAD_CHUNK);
  const read = async (place: DeadPlace): Promise<readonly KnownDelivery[]> => {
    const record = await reading.dead(session, place, place);
    if (record === undefined) return [];
    return [{ ...knownBy(place, record), dead: { record, mayBeReplayed: place.mayBeReplayed } }];
  };
  for (let from = 0; from < places.length; from += size) {
    const some = places.slice(from, from + size);
    const known = (await Promise.all(some.map(read))).flat();
    const upTo = some.at(-1);
    if (upTo !== undefined) yield { known, upTo, hasMore: from + size < places.length };
  }
}

/** The events from one sequence to another, which may be before it. */
async function* events(
  { reading }: QueueParts,
  session: Session,
  order: PageRequest['order'],
  from: number,
  to: number,
): AsyncGenerator<Chunk> {
  const step = order === 'newest' ? -1 : 1;
  for (let next = from; (to - next) * step >= 0; next += step * CHUNK) {
    const size = Math.min(CHUNK, (to - next) * step + 1);
    const seqs = Array.from({ length: size }, (_, index) => next + step * index);
    const stored = await Promise.all(seqs.map((seq) => reading.eventAt(session, seq)));
    const known = stored.flatMap((event) => (event === undefined ? [] : deliveriesOf(event)));
    const upTo = { seq: seqs.at(-1) ?? next, index: order === 'newest' ? 0 : LAST_INDEX };
    yield { known: known.sort(inOrder(order)), upTo };
  }
}

/** Deliveries that are kept although their events are older than what is kept. */
async function* deadOrReplayed(
  parts: QueueParts,
  session: Session,
  { channel, state }: DeliveryFilter,
  order: PageRequest['order'],
  after: Place | undefined,
  before: number,
): AsyncGenerator<Chunk> {
  if (state === 'delivered') return;
  const { names } = parts;
  const [dead, replays] = await Promise.all([
    placesIn(session, names.dead, names.deadFilter(channel)),
    placesIn(session, names.replays, names.replayFilter(channel)),
  ]);
  const found = new Map([...dead, ...replays].map((each) => [`${each.seq}-${each.index}`, each]));
  const old = [...found.values()].filter(({ seq }) => seq < before);
  yield* records(parts, session, old, order, after);
}

/** Deliveries by the records that have their events in them. */
async function* records(
  { reading }: QueueParts,
  session: Session,
  places: readonly DeliveryPlace[],
  order: PageRequest['order'],
  after: Place | undefined,
): AsyncGenerator<Chunk> {
  const compare = inOrder(order);
  const rest = places.filter((each) => after === undefined || compare(each, after) > 0).sort(compare);
  for (let from = 0; from < rest.length; from += CHUNK) {
    const some = rest.slice(from, from + CHUNK);
    const read = async (place: DeliveryPlace): Promise<readonly KnownDelivery[]> => {
      const record = (await reading.dead(session, place, place)) ?? (await reading.replay(session, place, place));
      return record === undefined ? [] : [knownBy(place, record)];
    };
    const known = (await Promise.all(some.map(read))).flat();
    const upTo = some.at(-1);
    if (upTo !== undefined) yield { known, upTo };
  }
}

/** The deliveries of one event: by the event itself, or by what is kept when it is gone. */
export async function ofOneEvent(
  { reading, names }: QueueParts,
  session: Session,
  eventId: string,
  channel: string | undefined,
): Promise<KnownDelivery[]> {
  const stored = await reading.eventOf(session, eventId);
  if (stored !== undefined)
    return deliveriesOf(stored).filter((each) => channel === undefined || each.channel === channel);
  const [dead, replays] = await Promise.all([
    placesIn(session, names.dead, names.deadFilter(channel, eventId)),
    placesIn(session, names.replays, names.replayFilter(channel, eventId)),
  ]);
  const found: KnownDelivery[] = [];
  for (const place of [...dead, ...replays]) {
    const record = (await reading.dead(session, place, place)) ?? (await reading.replay(session, place, place));
    const { seq, index } = place;
    if (record === undefined || found.some((each) => each.seq === seq && each.index === index)) continue;
    const { event, publishedAt } = record;
    found.push({ id: `${eventId}/${place.channel}`, channel: place.channel, eventId, seq, index, event, publishedAt });
  }
  return found;
}

function deliveriesOf({ seq, event, channels, publishedAt }: StoredEvent): KnownDelivery[] {
  return channels.map((channel, index) => ({
    id: `${event.id}/${channel}`,
    channel,
    eventId: event.id,
    seq,
    index,
    event,
    publishedAt,
  }));
}

function knownBy(
  { channel, seq, index }: DeliveryPlace,
  record: Pick<DeadRecord, 'event' | 'publishedAt'>,
): KnownDelivery {
  const { event, publishedAt } = record;
  return { id: `${event.id}/${channel}`, channel, eventId: event.id, seq, index, event, publishedAt };
}
