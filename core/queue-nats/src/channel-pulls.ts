import type { Msg } from '@nats-io/transport-node';
import { MOST_OUT } from './consumers.js';
import { tokenOf } from './names.js';
import { Pull } from './pull.js';
import type { QueueParts } from './queue-parts.js';
import type { Session } from './session.js';

/** So many are asked for at once when everything that there is has to be seen. */
const SWEEP = 256;

/** A request that ended at once without anything is not made again before this. Milliseconds. */
const BREATH_MS = 100;

/** What one channel asks its two consumers for, in one session. */
export class ChannelPulls {
  readonly session: Session;
  readonly #parts: QueueParts;
  readonly #channel: string;
  readonly #events: Pull;
  readonly #replays: Pull;
  readonly #onEnd: () => void;
  readonly #sweeps = new Map<Pull, () => void>();
  #isStopped = false;
  #skipped = 0;
  /** Of the messages of the last request, those that were for other channels. */
  #skipShare = 0;
  #breath: NodeJS.Timeout | undefined;

  /** @param onEvent says whether the event is for the channel */
  constructor(
    session: Session,
    parts: QueueParts,
    channel: string,
    onEvent: (message: Msg) => boolean,
    onReplay: (message: Msg) => void,
    onEnd: () => void,
  ) {
    this.session = session;
    this.#parts = parts;
    this.#channel = channel;
    this.#onEnd = onEnd;
    const { events, replays } = parts.names;
    const consumer = tokenOf(channel);
    const takeEvent = (message: Msg): void => {
      if (!onEvent(message)) this.#skipped += 1;
    };
    this.#events = new Pull(session, events, consumer, takeEvent, () => this.#eventsEnded());
    this.#replays = new Pull(session, replays, consumer, onReplay, () => this.#ended(this.#replays));
  }

  /** As many of each as have not come yet. */
  get missing(): number {
    return this.#events.missing;
  }

  /** Asks for so many, and waits for them. */
  ask(count: number): void {
    if (this.#breath !== undefined) return;
    if (this.#events.missing === 0) {
      this.#skipped = 0;
      const among = Math.min(SWEEP, Math.ceil(count / Math.max(1 - this.#skipShare, 1 / SWEEP)));
      this.#events.ask(Math.max(count, among), true);
    }
    if (this.#replays.missing === 0) this.#replays.ask(count, true);
  }

  /** Takes every replay that waits; resolves when none does, or somebody else has it. */
  async sweepReplays(): Promise<void> {
    while (await this.#hasTaken(this.#replays, this.#parts.names.replays));
  }

  /** Takes some of the events that are there. @returns whether there may be more */
  sweepEvents(): Promise<boolean> {
    return this.#hasTaken(this.#events, this.#parts.names.events);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#breath);
    this.#events.stop();
    this.#replays.stop();
    for (const ended of this.#sweeps.values()) ended();
  }

  /**
   * Stops; resolves when the server has forgotten what it was asked for, or does not answer. It forgets when it is asked about
   * the consumer; until then what is handed back may be given to a request that nobody waits for, and server 2.9 loses count.
   */
  async end(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([this.#events.drain(), this.#replays.drain()]);
    this.stop();
    const { events, replays } = this.#parts.names;
    const consumer = tokenOf(this.#channel);
    await Promise.allSettled([events, replays].map((stream) => this.session.jsm.consumers.info(stream, consumer)));
  }

  async #hasTaken(pull: Pull, stream: string): Promise<boolean> {
    const { jsm, nc } = this.session;
    if (nc.isClosed() || this.#isStopped) return false;
    if (pull.missing === 0) return (await this.#sweep(pull)) > 0;
    // A request that waits is given what there is, unless that is on its way.
    const { num_pending, num_ack_pending } = await jsm.consumers.info(stream, tokenOf(this.#channel));
    return num_pending > 0 && num_ack_pending < MOST_OUT;
  }

  async #sweep(pull: Pull): Promise<number> {
    await new Promise<void>((resolve) => {
      this.#sweeps.set(pull, resolve);
      pull.ask(SWEEP, false);
      // Nothing is asked on a connection that is closed.
      if (pull.missing === 0) resolve();
    });
    this.#sweeps.delete(pull);
    return pull.taken;
  }

  #eventsEnded(): void {
    const { taken } = this.#events;
    if (taken > 0) this.#skipShare = this.#skipped / taken;
    this.#ended(this.#events);
  }

  #ended(pull: Pull): void {
    this.#sweeps.get(pull)?.();
    if (pull.taken > 0) this.#onEnd();
    else {
      this.#breath ??= setTimeout(() => {
        this.#breath = undefined;
        this.#onEnd();
      }, BREATH_MS);
    }
  }
}
