import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { messageOf } from '@headwind/bus/coded-error';
import { type ErrorData, errorData, errorOf } from './error-data.js';

/** What one thread can ask of the other. Arguments and results are copied on the way. */
export type Methods<Served> = {
  readonly [Method in keyof Served]: (...args: never[]) => unknown;
};

/** What a call is served with, beside its arguments. */
export interface Serving {
  /** Aborted when the caller wants no answer any more. */
  readonly signal: AbortSignal;
}

/** How one thread serves the other. */
export type Handlers<Served extends Methods<Served>> = {
  readonly [Method in keyof Served]: (
    serving: Serving,
    ...args: Parameters<Served[Method]>
  ) => Promise<Awaited<ReturnType<Served[Method]>>> | Awaited<ReturnType<Served[Method]>>;
};

/** What goes through the channel for the calls. */
export type CallMessage =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly method: string;
      readonly args: readonly unknown[];
      /** The call of the other thread that this one is made for. */
      readonly within: number | undefined;
    }
  | { readonly type: 'abort'; readonly id: number; readonly reason: ErrorData }
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: ErrorData };

export interface CallChannelParts<Ours extends Methods<Ours>> {
  readonly post: (message: CallMessage) => void;
  /** What is not there cannot be called. */
  readonly handlers: Partial<Handlers<Ours>>;
  /** Calls without an answer at once; more wait on this side. */
  readonly limit: number;
}

interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly within: number | undefined;
  readonly scope: AsyncResource;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/*
 * The life of a call
 *
 *   waiting ──a place is free──▶ asked ──answer──▶ done
 *      └──────────────┬────────────┘
 *             signal aborted, or the channel closed ──▶ rejected; a later answer only frees the place
 */

/**
 * Calls from one thread to the other and back, over a channel that carries messages. A call that is made while a call of
 * the other thread is served runs there as part of that one, so that a trace goes through.
 *
 * @typeParam Theirs what the other thread serves
 * @typeParam Ours what this thread serves
 */
export class CallChannel<Theirs extends Methods<Theirs>, Ours extends Methods<Ours>> {
  readonly #parts: CallChannelParts<Ours>;
  readonly #serving = new AsyncLocalStorage<number>();
  /** Made here, and not answered. */
  readonly #calls = new Map<number, Call>();
  /** Not asked yet, in the order in which they were made. */
  readonly #waiting = new Set<number>();
  /** Made by the other thread, and being served. */
  readonly #served = new Map<number, AbortController>();
  #outstanding = 0;
  #latest = 0;
  #closedBy: Error | undefined;

  constructor(parts: CallChannelParts<Ours>) {
    this.#parts = parts;
  }

  /** @throws what the other thread threw; the signal's reason; what the channel was closed with */
  async call<Method extends keyof Theirs & string>(
    method: Method,
    args: Parameters<Theirs[Method]>,
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<Theirs[Method]>>> {
    signal?.throwIfAborted();
    if (this.#closedBy !== undefined) throw this.#closedBy;
    this.#latest += 1;
    const id = this.#latest;
    const abort = (): void => this.#abort(id, signal?.reason);
    signal?.addEventListener('abort', abort);
    try {
      const value = await new Promise<unknown>((resolve, reject) => {
        const scope = new AsyncResource('headwind.isolatedCall');
        this.#calls.set(id, { method, args, within: this.#serving.getStore(), scope, resolve, reject });
        this.#waiting.add(id);
        this.#askNext();
      });
      // What the other thread serves under this name is what it gives.
      return value as Awaited<ReturnType<Theirs[Method]>>;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#calls.delete(id);
      this.#waiting.delete(id);
    }
  }

  /** A message of the other thread; what comes after the end is passed over. */
  receive(message: CallMessage): void {
    if (this.#closedBy !== undefined) return;
    if (message.type === 'call') void this.#serve(message);
    else if (message.type === 'abort') this.#served.get(message.id)?.abort(errorOf(message.reason));
    else this.#answered(message);
  }

  /** Rejects what waits for an answer, and every later call; what is served is aborted. */
  close(error: Error): void {
    this.#closedBy = error;
    for (const call of this.#calls.values()) call.reject(error);
    for (const serving of this.#served.values()) serving.abort(error);
  }

  #askNext(): void {
    for (const id of this.#waiting) {
      if (this.#outstanding >= this.#parts.limit) return;
      this.#waiting.delete(id);
      const call = this.#calls.get(id);
      if (call === undefined) continue;
      const { method, args, within } = call;
      try {
        this.#parts.post({ type: 'call', id, method, args, within });
        this.#outstanding += 1;
      } catch (error) {
        call.reject(new TypeError(`what was given to ${method} cannot pass between threads: ${messageOf(error)}`));
      }
    }
  }

  #abort(id: number, reason: unknown): void {
    const isAsked = !this.#waiting.has(id);
    this.#calls.get(id)?.reject(reason);
    if (isAsked && this.#closedBy === undefined) {
      this.#parts.post({ type: 'abort', id, reason: errorData(reason) });
    }
  }

  #answered({ id, value, error }: CallMessage & { readonly type: 'answer' }): void {
    this.#outstanding -= 1;
    const call = this.#calls.get(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(errorOf(error));
    this.#askNext();
  }

  async #serve({ id, method, args, within }: CallMessage & { readonly type: 'call' }): Promise<void> {
    const controller = new AbortController();
    this.#served.set(id, controller);
    const serve = (): unknown =>
      this.#serving.run(id, () => this.#handlerOf(method)({ signal: controller.signal }, ...args));
    const scope = within === undefined ? undefined : this.#calls.get(within)?.scope;
    try {
      const value = await (scope === undefined ? serve() : scope.runInAsyncScope(serve));
      this.#answer(id, method, value);
    } catch (error) {
      if (this.#closedBy === undefined) this.#parts.post({ type: 'answer', id, error: errorData(error) });
    } finally {
      this.#served.delete(id);
    }
  }

  #answer(id: number, method: string, value: unknown): void {
    if (this.#closedBy !== undefined) return;
    try {
      this.#parts.post({ type: 'answer', id, value });
    } catch (error) {
      throw new TypeError(`what ${method} gave cannot pass between threads: ${messageOf(error)}`);
    }
  }

  #handlerOf(method: string): (serving: Serving, ...args: readonly unknown[]) => unknown {
    const handler: unknown = Object.hasOwn(this.#parts.handlers, method)
      ? Reflect.get(this.#parts.handlers, method)
      : undefined;
    if (typeof handler !== 'function') throw new TypeError(`there is no ${method} to call`);
    return (serving, ...args) => handler(serving, ...args);
  }
}
