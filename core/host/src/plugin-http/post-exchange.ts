import type { HttpReply } from '@headwind/plugin-api';
import type { Dispatcher } from 'undici';
import type { Redactor } from '../log/redactor.js';
import { networkError } from './network-error.js';
import { PostReply, type ReplyHeaders, textUpTo } from './post-reply.js';

/** One for all requests, because there are tens of thousands a second. */
const ONCE = { once: true };

/*
 * The life of one POST
 *
 *   queued ──onRequestStart──▶ sent ──onResponseStart──▶ answered ──onResponseEnd──▶ done: resolved
 *     │                         │                          ├── body beyond the limit ──▶ done: resolved, connection closed
 *     └────────────┬────────────┴────────────┬─────────────┘
 *            signal aborted           onResponseError
 *                  └──▶ done: rejected ◀─────┘
 *
 * undici tells a request of its controller only when it leaves the queue. One that is aborted before is rejected at once,
 * and stopped as soon as its turn comes, before a byte of it is sent.
 */

/**
 * One POST as undici runs it. It is undici's handler and the signal's listener in one object, for it is made for every
 * attempt of every delivery.
 */
export class PostExchange implements Dispatcher.DispatchHandler {
  readonly #host: string;
  readonly #limit: number;
  readonly #redactor: Redactor | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (reply: HttpReply) => void;
  readonly #reject: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: ReplyHeaders = {};
  #first: Buffer | undefined;
  /** Only where the body comes in several pieces. */
  #rest: Buffer[] | undefined;
  #length = 0;
  #done = false;

  /** @param limit of the body, in bytes */
  constructor(
    host: string,
    limit: number,
    redactor: Redactor | undefined,
    signal: AbortSignal | undefined,
    resolve: (reply: HttpReply) => void,
    reject: (error: unknown) => void,
  ) {
    this.#host = host;
    this.#limit = limit;
    this.#redactor = redactor;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal?.addEventListener('abort', this, ONCE);
  }

  /** The signal was aborted. */
  handleEvent(): void {
    if (this.#done) return;
    const reason: unknown = this.#signal?.reason;
    this.#done = true;
    this.#reject(reason);
    this.#controller?.abort(asError(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#done) controller.abort(asError(this.#signal?.reason));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: ReplyHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#done) return;
    this.#length += chunk.length;
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#rest === undefined) this.#rest = [chunk];
    else this.#rest.push(chunk);
    if (this.#length <= this.#limit) return;
    // Reading on to save the connection could take for ever, so the connection goes with the rest of the body.
    this.#finish();
    controller.abort(new Error('The rest of the answer is not wanted.'));
  }

  onResponseEnd(): void {
    if (!this.#done) this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#done) return;
    this.#end();
    this.#reject(networkError(this.#host, error, this.#redactor));
  }

  #finish(): void {
    this.#end();
    this.#resolve(new PostReply(this.#status, this.#headers, this.#text()));
  }

  #end(): void {
    this.#done = true;
    this.#signal?.removeEventListener('abort', this);
  }

  #text(): string {
    if (this.#first === undefined) return '';
    const whole = this.#rest === undefined ? this.#first : Buffer.concat([this.#first, ...this.#rest]);
    return textUpTo(whole, this.#limit);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted');
}
