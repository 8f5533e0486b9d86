import type { Msg } from '@nats-io/transport-node';
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
  #sweepEnded = (): void => {};
  #taken = 0;
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
      this.#taken += 1;
      if (!onEvent(message)) this.#skipped += 1;
    };
    const takeReplay = (message: Msg): void => {
      this.#taken += 1;
      onReplay(message);
    };
    this.#events = new Pull(session, events, consumer, takeEvent, () => this.#eventsEnded());
    this.#replays = new Pull(session, replays, consumer, takeReplay, () => this.#ended());
  }

  /** As many of each as have not come yet. */
  get missing(): number {
    return this.#events.missing;
  }

  /** Asks for so many, and waits for them. */
  ask(count: number): void {
    if (this.#breath !== undefined) return;
    if (this.#events.missing === 0) {
      this.#begin();
      const among = Math.min(SWEEP, Math.ceil(count / Math.max(1 - this.#skipShare, 1 / SWEEP)));
      this.#events.ask(Math.max(count, among), true);
    }
    if (this.#replays.missing === 0) this.#replays.ask(count, true);
  }

  /** Takes every replay that waits; resolves when none does, or somebody else has it. */
  async sweepReplays(): Promise<void> {
    const { jsm, nc } = this.session;
    while (!nc.isClosed()) {
      if (this.#replays.missing === 0) {
        if ((await this.#sweep(this.#replays)) === 0) return;
        continue;
      }
      const { num_pending } = await jsm.consumers.info(this.#parts.names.replays, tokenOf(this.#channel));
      if (num_pending === 0) return;
    }
  }

  /** Takes some of the events that are there. @returns how many */
  async sweepEvents(): Promise<number> {
    return this.#events.missing > 0 ? 0 : this.#sweep(this.#events);
  }

  stop(): void {
    clearTimeout(this.#breath);
    this.#events.stop();
    this.#replays.stop();
    this.#sweepEnded();
  }

  async #sweep(pull: Pull): Promise<number> {
    this.#begin();
    await new Promise<void>((resolve) => {
      this.#sweepEnded = resolve;
      pull.ask(SWEEP, false);
      if (pull.missing === 0) resolve();
    });
    return this.#taken;
  }

  #begin(): void {
    this.#taken = 0;
    this.#skipped = 0;
  }

  #eventsEnded(): void {
    if (this.#taken > 0) this.#skipShare = this.#skipped / this.#taken;
    this.#ended();
  }

  #ended(): void {
    this.#sweepEnded();
    if (this.#taken > 0) {
      this.#onEnd();
      return;
    }
    this.#breath ??= setTimeout(() => {
      this.#breath = undefined;
      this.#onEnd();
    }, BREATH_MS);
  }
}
