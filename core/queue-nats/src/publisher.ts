import { CodedError } from '@headwind/bus/coded-error';
import { EVENT_TOO_LARGE } from '@headwind/bus/errors';
import type { Publication, PublishResult } from '@headwind/bus/queue';
import type { Admission } from './admission.js';
import { largestEvent } from './event-size.js';
import type { QueueParts } from './queue-parts.js';
import type { Session } from './session.js';
import { channelHeaders } from './stored-event.js';
import { storeError } from './troubles.js';
import { isOutrun } from './writing.js';

/** An event on its way to the server. */
interface Prepared {
  readonly id: string;
  readonly body: string;
  readonly channels: readonly string[];
}

/** Publishes events, in the order of the calls. */
export class Publisher {
  readonly #parts: QueueParts;
  readonly #admission: Admission;
  readonly #onWay = new Set<Promise<unknown>>();
  /** Sequences of events of this host that are counted as pending, and that the tally has yet to tell of. */
  readonly #untold = new Set<number>();
  #turn: Promise<unknown> = Promise.resolve();
  #lastSeq = 0;

  constructor(parts: QueueParts, admission: Admission) {
    this.#parts = parts;
    this.#admission = admission;
    parts.follower.onEvent((seq, channels) => {
      if (!this.#untold.delete(seq)) admission.add(channels.length);
    });
  }

  /** The sequence of the last event that this host knows to be stored. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** As `DeliveryQueue.publish`. */
  async publish(publications: readonly Publication[]): Promise<readonly PublishResult[]> {
    const session = this.#parts.connection.session;
    const prepared = new Map<string, Prepared>();
    for (const { event, channels } of publications) {
      if (!prepared.has(event.id)) prepared.set(event.id, prepare(session, event, channels));
    }
    const sending = this.#turn.then(() => this.#send(session, [...prepared.values()]));
    this.#turn = sending.catch(() => undefined);
    const results = await Promise.allSettled(await sending);
    const found = new Map([...prepared.keys()].map((id, index) => [id, resultOf(results[index])]));
    return publications.map(({ event: { id } }) => {
      const result = found.get(id) ?? 'duplicate';
      found.set(id, 'duplicate');
      return result;
    });
  }

  /** Resolves when everything is on its way; with what the server will say of each. */
  async #send(session: Session, prepared: readonly Prepared[]): Promise<readonly Promise<PublishResult>[]> {
    try {
      for (const channel of new Set(prepared.flatMap(({ channels }) => channels))) {
        await this.#parts.consumers.ensure(session, channel);
      }
      const added = prepared.reduce((sum, { channels }) => sum + channels.length, 0);
      await this.#admission.admit(added, () => this.#fresh(session, prepared));
    } catch (thrown) {
      throw storeError(thrown);
    }
    return prepared.map((each) => {
      const storing = this.#store(session, each);
      this.#onWay.add(storing);
      const ended = (): void => void this.#onWay.delete(storing);
      storing.then(ended, ended);
      return storing;
    });
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#onWay);
  }

  async #store({ js }: Session, { id, body, channels }: Prepared): Promise<PublishResult> {
    const { names } = this.#parts;
    try {
      const { duplicate, seq } = await js.publish(names.event(id), body, {
        msgID: id,
        headers: channelHeaders(channels),
        // The window of the server is short; by its subject an id is known for as long as its event is kept.
        expect: { lastSubjectSequence: 0 },
      });
      this.#lastSeq = Math.max(this.#lastSeq, seq);
      if (!duplicate) {
        // Another's, as far as the tally knew, when it was the first to tell.
        if (seq <= this.#parts.tally.lastSeq) this.#admission.add(-channels.length);
        else this.#untold.add(seq);
        return 'stored';
      }
    } catch (thrown) {
      if (!isOutrun(thrown)) throw thrown;
    }
    this.#admission.add(-channels.length);
    return 'duplicate';
  }

  /** How many deliveries there are of those events that are not stored yet. */
  async #fresh(session: Session, prepared: readonly Prepared[]): Promise<number> {
    const counts = await Promise.all(
      prepared.map(async ({ id, channels }) => {
        const stored = await this.#parts.reading.eventOf(session, id);
        return stored === undefined ? channels.length : 0;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

function prepare({ maxPayload }: Session, event: Publication['event'], channels: readonly string[]): Prepared {
  const body = JSON.stringify(event);
  const bytes = Buffer.byteLength(body);
  const most = largestEvent(maxPayload);
  if (bytes > most) {
    throw new CodedError(EVENT_TOO_LARGE, `The event has ${bytes} bytes; the NATS server takes at most ${most}.`);
  }
  return { id: event.id, body, channels: [...new Set(channels)] };
}

function resultOf(result: PromiseSettledResult<PublishResult> | undefined): PublishResult {
  if (result?.status === 'rejected') throw storeError(result.reason);
  return result?.value ?? 'duplicate';
}
