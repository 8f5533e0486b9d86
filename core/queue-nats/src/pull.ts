import { createInbox, type Msg, nanos, type Subscription } from '@nats-io/transport-node';
import type { Session } from './session.js';

/** How long a request waits at the server for messages to come. Milliseconds. */
const WAIT_MS = 5_000;

/** A request whose end nobody tells of, for another server of the cluster leads now, is over so much later. Milliseconds. */
const MARGIN_MS = 1_000;

/**
 * Asks one pull consumer for messages, one request at a time. The request is the library's in all but one thing: whoever
 * asked may lose interest, and what has come is held all the same, so nothing is on its way to nobody.
 */
export class Pull {
  readonly #session: Session;
  readonly #subject: string;
  readonly #onMessage: (message: Msg) => void;
  readonly #onEnd: () => void;
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #missing = 0;
  #taken = 0;

  /** @param onEnd the request has been answered in full, or nothing more comes */
  constructor(
    session: Session,
    stream: string,
    consumer: string,
    onMessage: (message: Msg) => void,
    onEnd: () => void,
  ) {
    this.#session = session;
    this.#subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
    this.#onMessage = onMessage;
    this.#onEnd = onEnd;
  }

  /** What the request that is under way has not been given yet. */
  get missing(): number {
    return this.#missing;
  }

  /** What the last request has been given. */
  get taken(): number {
    return this.#taken;
  }

  /** @param waits until there are so many; otherwise what there is now has to do */
  ask(count: number, waits: boolean): void {
    const { nc } = this.#session;
    if (this.#missing > 0 || nc.isClosed()) return;
    this.#missing = count;
    this.#taken = 0;
    const inbox = createInbox();
    this.#subscription = nc.subscribe(inbox, {
      callback: (error, message) => (error === null ? this.#take(message) : this.#end()),
    });
    this.#timer = setTimeout(() => this.#end(), WAIT_MS + MARGIN_MS);
    const request = waits ? { batch: count, expires: nanos(WAIT_MS) } : { batch: count, no_wait: true };
    nc.publish(this.#subject, JSON.stringify(request), { reply: inbox });
  }

  /** Takes nothing more: what the server sends from now on, it keeps for the next who asks. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
    this.#missing = 0;
  }

  /** Takes nothing more but what is on its way; resolves when that has come. */
  async drain(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#subscription?.drain().catch(() => undefined);
    this.stop();
  }

  #take(message: Msg): void {
    if (message.reply === undefined || message.reply === '') {
      // A heartbeat says that the request still stands; anything else, why it ended.
      if (message.headers?.code !== 100) this.#end();
      return;
    }
    this.#missing -= 1;
    this.#taken += 1;
    const isLast = this.#missing === 0;
    this.#onMessage(message);
    if (isLast) this.#end();
  }

  #end(): void {
    if (this.#subscription === undefined) return;
    this.stop();
    this.#onEnd();
  }
}
