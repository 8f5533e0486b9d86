import { isCodedError } from '@headwind/bus/coded-error';
import type { ObservedRecord } from '@headwind/plugin-api';
import { firstLine } from '@headwind/plugin-loader/first-line';
import type { InstanceContext } from '@headwind/plugin-loader/instance-context';
import { within } from '@headwind/plugin-loader/time-limit';
import type { Redactor } from '../log/redactor.js';
import type { CodeToLoad } from '../plugins/load-code.js';
import { STOP_LIMIT_MS } from '../plugins/plugin-instance.js';
import { hostServices } from './host-services.js';
import { memoryBytesOf } from './memory-limit.js';
import type { InstanceShape, WorkerCalls } from './messages.js';
import { restartDelayMs, WELL_AFTER_MS } from './restart-backoff.js';
import { WorkerThread } from './worker-thread.js';

export interface SupervisorParts {
  readonly code: CodeToLoad;
  readonly ctx: InstanceContext;
  readonly redactor: Redactor;
}

/*
 * The life of an isolated instance
 *
 *   starting ──started──▶ running ──its worker ends──▶ waiting ──the time is over──▶ restarting
 *      │                     ▲                            ▲                              │
 *      │ ended, or did       │                            └──── ended, or did not start ─┤
 *      ▼ not start           └────────────────────── started ────────────────────────────┘
 *    failed
 *
 *   any of them ── ctx.signal ──▶ stopping ──`stop` is done, or its time is over──▶ no worker any more
 *
 * failed      as an instance in the host's own thread that does not start: the next start or a reload tries again
 * waiting     the longer, the more often it ended in a row; a worker that ran well for a minute counts as well again
 * restarting  once the worker before is gone, so that there is never more than one
 */
type SupervisorState = 'starting' | 'failed' | 'running' | 'waiting' | 'restarting' | 'stopping';

/** Keeps the worker thread of one isolated instance running. */
export class WorkerSupervisor {
  readonly #parts: SupervisorParts;
  readonly #listeners = new Set<(isAway: boolean) => void>();
  #state: SupervisorState = 'starting';
  #thread: WorkerThread;
  #trouble: unknown;
  #endedInARow = 0;
  #runsSince = 0;
  #unobserved = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#thread = this.#newThread();
    const { signal } = parts.ctx;
    if (signal.aborted) this.#signalled();
    else signal.addEventListener('abort', () => this.#signalled(), { once: true });
  }

  /** To the worker. Where there is none, they reject with what ended the last. */
  get calls(): WorkerCalls {
    return this.#thread.calls;
  }

  /** What keeps it from running now, in words; undefined when nothing does. */
  get trouble(): string | undefined {
    if (this.#state !== 'waiting' && this.#state !== 'restarting') return undefined;
    const what = isCodedError(this.#trouble) ? this.#trouble.found : firstLine(this.#trouble);
    return `${what.replace(/\.$/, '')}; it is started again`;
  }

  create(): Promise<InstanceShape> {
    return this.calls.call('create', []);
  }

  async start(): Promise<void> {
    await this.calls.call('start', []);
    this.#runs();
  }

  /** Has the instance stop, and ends its worker. */
  async stop(): Promise<void> {
    try {
      // One that is away has nothing to stop.
      if (this.#trouble === undefined) await this.calls.call('stop', []);
    } finally {
      await this.#thread.end();
    }
  }

  /** Records that nobody is there for are dropped, and counted. */
  observe(record: ObservedRecord): void {
    if (this.#state === 'running') this.#thread.observe(record);
    else this.#unobserved += 1;
  }

  /** @returns a function that ends this */
  onInterruption(tell: (isAway: boolean) => void): () => void {
    this.#listeners.add(tell);
    tell(this.trouble !== undefined);
    return () => this.#listeners.delete(tell);
  }

  #newThread(): WorkerThread {
    const { code, ctx, redactor } = this.#parts;
    const services = hostServices(ctx);
    return new WorkerThread({
      code,
      memoryBytes: memoryBytesOf(code.config),
      redactor,
      log: ctx.log,
      describe: ctx.describe,
      handlers: services.handlers,
      onEnd: (cause) => {
        services.close();
        this.#ended(cause);
      },
    });
  }

  #runs(): void {
    if (this.#state === 'stopping') return;
    this.#state = 'running';
    this.#trouble = undefined;
    this.#runsSince = performance.now();
    for (const tell of this.#listeners) tell(false);
  }

  /** What did not start yet is told by what waits for its start. */
  #ended(cause: unknown): void {
    if (this.#state === 'starting') this.#state = 'failed';
    if (this.#state !== 'running') return;
    if (performance.now() - this.#runsSince >= WELL_AFTER_MS) this.#endedInARow = 0;
    this.#wait(cause);
  }

  #wait(trouble: unknown): void {
    this.#state = 'waiting';
    this.#trouble = trouble;
    this.#endedInARow += 1;
    for (const tell of this.#listeners) tell(true);
    const delayMs = Math.round(restartDelayMs(this.#endedInARow, Math.random()));
    const { log } = this.#parts.ctx;
    log.error('the worker thread of the instance ended and is started again', { error: trouble, restartInMs: delayMs });
    this.#timer = setTimeout(() => void this.#restart(), delayMs);
  }

  async #restart(): Promise<void> {
    const { code, ctx } = this.#parts;
    this.#state = 'restarting';
    await this.#thread.end();
    if (this.#isStopping) return;
    const { startTimeoutMs } = code.config;
    const expired = () => new Error(`it was not ready after ${startTimeoutMs} ms`);
    this.#thread = this.#newThread();
    const { calls } = this.#thread;
    try {
      await within(startTimeoutMs, expired, async () => {
        await calls.call('create', []);
        await calls.call('start', []);
      });
    } catch (error) {
      void this.#thread.end();
      if (!this.#isStopping) this.#wait(error);
      return;
    }
    this.#runs();
    const unobserved = this.#unobserved === 0 ? {} : { unobserved: this.#unobserved };
    this.#unobserved = 0;
    ctx.log.info('the worker thread of the instance runs again', unobserved);
  }

  get #isStopping(): boolean {
    return this.#state === 'stopping';
  }

  /** `ctx.signal` is aborted: with the stop of the instance, or because its start is given up. */
  #signalled(): void {
    const wasRunning = this.#state === 'running';
    this.#state = 'stopping';
    clearTimeout(this.#timer);
    if (!wasRunning) {
      void this.#thread.end();
      return;
    }
    this.#thread.tellStopping();
    setTimeout(() => void this.#thread.end(`did not stop within ${STOP_LIMIT_MS / 1000} s`), STOP_LIMIT_MS).unref();
  }
}
