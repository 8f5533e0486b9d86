import type { DeliveryFilter, PageRequest } from '@headwind/bus/queue';
import { type DeliveryNames, deliveryIn, type Names, type Place } from './names.js';
import { inOrder } from './place-order.js';
import type { Session } from './session.js';

/** The pages of a list go through the same places for so long: the more there are, the longer a server takes to name them. Milliseconds. */
const KEPT_MS = 5_000;

/** More places than this are asked for again for each page. */
const MOST_KEPT = 100_000;

/** Where a dead letter stands is known of so many that were listed last. */
const MOST_LISTED = 1_024;

export type DeliveryPlace = DeliveryNames & Place;

export interface DeadPlace extends DeliveryNames, Place {
  /** A host that was killed may have replayed it. */
  readonly mayBeReplayed: boolean;
}

interface KeptPlaces {
  readonly session: Session;
  /** Which list: its filter and its order. */
  readonly list: string;
  readonly places: readonly DeadPlace[];
}

/** Where the dead letters stand. */
export class DeadPlaces {
  readonly #names: Names;
  #kept: KeptPlaces | undefined;
  #keeping: NodeJS.Timeout | undefined;
  readonly #listed = new Map<string, Place>();

  constructor(names: Names) {
    this.#names = names;
  }

  /** Those of a channel, of an event, or of both, in the order of a list and beyond what a page before had. */
  async beyond(
    session: Session,
    filter: Pick<DeliveryFilter, 'channel' | 'eventId'>,
    order: PageRequest['order'],
    after: Place | undefined,
  ): Promise<readonly DeadPlace[]> {
    const compare = inOrder(order);
    const list = `${order} ${this.#names.deadFilter(filter.channel, filter.eventId)}`;
    if (after !== undefined && this.#kept?.list === list && this.#kept.session === session) {
      return this.#kept.places.filter((each) => compare(each, after) > 0);
    }
    const places = (await this.#all(session, filter)).sort(compare);
    this.#keep(places.length > MOST_KEPT ? undefined : { session, list, places });
    return after === undefined ? places : places.filter((each) => compare(each, after) > 0);
  }

  /** It was listed: it may be asked for next. */
  noteListed(deliveryId: string, { seq, index }: Place): void {
    this.#listed.delete(deliveryId);
    this.#listed.set(deliveryId, { seq, index });
    const [oldest] = this.#listed.keys();
    if (oldest !== undefined && this.#listed.size > MOST_LISTED) this.#listed.delete(oldest);
  }

  /** Where one stood that was listed a moment ago. */
  listed(deliveryId: string): Place | undefined {
    return this.#listed.get(deliveryId);
  }

  async #all(
    session: Session,
    { channel, eventId }: Pick<DeliveryFilter, 'channel' | 'eventId'>,
  ): Promise<DeadPlace[]> {
    const { dead, replays } = this.#names;
    const [found, replayed] = await Promise.all([
      placesIn(session, dead, this.#names.deadFilter(channel, eventId)),
      placesIn(session, replays, this.#names.replayFilter(channel, eventId)),
    ]);
    const known = new Set(replayed.map(keyOf));
    return found.map((place) => ({ ...place, mayBeReplayed: known.has(keyOf(place)) }));
  }

  #keep(kept: KeptPlaces | undefined): void {
    clearTimeout(this.#keeping);
    this.#kept = kept;
    this.#keeping = setTimeout(() => {
      this.#kept = undefined;
    }, KEPT_MS).unref();
  }
}

/** What the subjects of a stream say. */
export async function placesIn({ jsm }: Session, stream: string, filter: string): Promise<DeliveryPlace[]> {
  const { state } = await jsm.streams.info(stream, { subjects_filter: filter });
  return Object.keys(state.subjects ?? {}).flatMap((subject) => deliveryIn(subject) ?? []);
}

function keyOf({ seq, index }: Place): string {
  return `${seq}-${index}`;
}
