import type { Outcome, PluginLog } from '@headwind/plugin-api';
import { type Deliver, RunningAttempt } from './attempt.js';
import type { BreakerStretch } from './breaker.js';
import { messageOf } from './coded-error.js';
import { freezeEvent } from './freeze-event.js';
import type { LaneSettings } from './lane-settings.js';
import type { Observers } from './observers.js';
import { Pace } from './pace.js';
import { presentable } from './presentable.js';
import type { DeliveryQueue, LeasedDelivery } from './queue.js';
import { judge, type Verdict } from './retry-policy.js';
import { settlementOf } from './settlement.js';

/** How long a lane waits when the queue cannot give it anything. Milliseconds. */
const QUEUE_TROUBLE_MS = 1_000;
/** The longest time a timer can be set to. Milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface LaneParts {
  readonly queue: DeliveryQueue;
  readonly observers: Observers;
  readonly log: PluginLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
  readonly random: () => number;
  /** Blanks out secrets in what plugins say went wrong. */
  readonly redact: (text: string) => string;
}

/*
 * The life of a lane
 *
 *   running ──stop──────────────────────────▶ stopped   leases nothing more; what was under way ends or is abandoned
 *      └──── the receiver wants no more ────▶ disabled  the same, until the host restarts; what is pending waits
 */

/**
 * One channel's deliveries on their way, bounded and apart from every other channel's.
 *
 * A delivery holds one of the lane's `concurrency` places from its lease until its settlement is stored. A host that is
 * killed can therefore repeat at most `concurrency` deliveries a channel.
 */
export class Lane {
  readonly #channel: string;
  readonly #deliver: Deliver;
  readonly #settings: LaneSettings;
  readonly #parts: LaneParts;
  readonly #pace: Pace;
  /** Aborted when the lane is stopped or disabled. */
  readonly #ending = new AbortController();
  #disabled = false;
  readonly #running = new Map<string, RunningAttempt>();
  #held: LeasedDelivery[] = [];
  #places: number;
  #loop: Promise<void> | undefined;
  #wake: () => void = () => undefined;

  constructor(channel: string, deliver: Deliver, settings: LaneSettings, parts: LaneParts) {
    this.#channel = channel;
    this.#deliver = deliver;
    this.#settings = settings;
    this.#parts = parts;
    this.#pace = new Pace(settings, parts.clock);
    this.#places = settings.concurrency;
  }

  /** Whether its receiver wants no more. */
  get disabled(): boolean {
    return this.#disabled;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /**
   * Leases nothing more, and gives the attempts under way `graceMs` to end and to be stored. What has not ended then is
   * abandoned: its signal is aborted, it counts as no attempt, and its delivery is pending for the next start.
   */
  async stop(graceMs: number): Promise<void> {
    this.#end();
    await this.#loop;
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      this.#wake();
    }, graceMs);
    while (!isOver && this.#places + this.#held.length < this.#settings.concurrency) await this.#woken();
    clearTimeout(timer);
    for (const attempt of this.#running.values()) attempt.abandon('the host is stopping');
    this.#running.clear();
  }

  #end(): void {
    this.#ending.abort();
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const waitMs = this.#held.length === 0 ? 0 : this.#pace.waitMs;
      if (waitMs !== 0) await this.#woken(waitMs);
      else if (this.#held.length === 0) await this.#lease();
      else this.#begin();
    }
  }

  /** Fills the free places with deliveries that are due; waits until there are some of both. */
  async #lease(): Promise<void> {
    if (this.#places === 0) return this.#woken();
    try {
      const { signal } = this.#ending;
      this.#held = [...(await this.#parts.queue.lease(this.#channel, this.#places, signal))];
      this.#places -= this.#held.length;
    } catch (thrown) {
      if (this.#ending.signal.aborted) return;
      this.#log('error', 'the queue gives no deliveries', { error: messageOf(thrown) });
      await this.#woken(QUEUE_TROUBLE_MS);
    }
  }

  #begin(): void {
    const delivery = this.#held.shift();
    if (delivery === undefined) return;
    const begunAt = this.#parts.now();
    const begunIn = this.#pace.attemptBegins();
    const onEnd = (outcome: Outcome): void =>
      void this.#settle(delivery, begunAt, begunIn, presentable(outcome, this.#parts.redact));
    const event = freezeEvent(delivery.event);
    const { timeoutMs } = this.#settings;
    const attempt = new RunningAttempt(this.#deliver, event, delivery.id, delivery.attempts + 1, timeoutMs, onEnd);
    this.#running.set(delivery.id, attempt);
  }

  async #settle(delivery: LeasedDelivery, begunAt: number, begunIn: BreakerStretch, outcome: Outcome): Promise<void> {
    this.#running.delete(delivery.id);
    const endedAt = this.#parts.now();
    const { retries, firstAttemptAt = begunAt } = delivery;
    const attempts = delivery.attempts + 1;
    const ended = { outcome, attempts, retries, firstAttemptAt, endedAt };
    const verdict = judge(ended, this.#settings.retry, this.#parts.random());
    this.#learn(outcome, verdict, begunIn);
    try {
      await this.#parts.queue.settle(delivery, settlementOf(ended, verdict));
      this.#report(delivery, attempts, outcome, verdict, endedAt - begunAt);
    } catch (thrown) {
      const error = messageOf(thrown);
      this.#log('error', 'an outcome was not stored; the delivery will be repeated', { delivery: delivery.id, error });
    }
    this.#places += 1;
    this.#wake();
  }

  /** What an outcome means for the deliveries to come. */
  #learn(outcome: Outcome, verdict: Verdict, begunIn: BreakerStretch): void {
    if (this.#pace.attemptEnded(outcome, begunIn) && verdict.state !== 'delivered') {
      this.#log('warn', 'breaker opened: attempts keep failing', { error: verdict.error });
    }
    if (verdict.state === 'pending' && verdict.pauseMs !== undefined && this.#pace.pause(verdict.pauseMs)) {
      const seconds = Math.ceil(verdict.pauseMs / 1000);
      this.#log('warn', `channel paused for ${seconds} s: rate limited`, { reason: verdict.error });
    }
    if (outcome.status === 'rejected' && outcome.disableChannel === true && !this.#ending.signal.aborted) {
      this.#disabled = true;
      this.#end();
      const reason = outcome.message;
      this.#log('error', 'channel disabled until the host restarts; its deliveries wait', { reason });
    }
  }

  #report(delivery: LeasedDelivery, attempt: number, outcome: Outcome, verdict: Verdict, durationMs: number): void {
    const { id: deliveryId, event } = delivery;
    if (verdict.state === 'dead') {
      this.#log('error', 'delivery is dead', { delivery: deliveryId, attempt, error: verdict.error });
    } else if (verdict.state === 'pending') {
      this.#log('warn', 'delivery will be retried', { delivery: deliveryId, attempt, error: verdict.error });
    } else if (outcome.status === 'delivered' && outcome.note !== undefined) {
      this.#log('info', 'delivered', { delivery: deliveryId, attempt, note: outcome.note });
    }
    if (!this.#parts.observers.some) return;
    const base = { type: 'delivery', deliveryId, channel: this.#channel, event, attempt, outcome, durationMs } as const;
    const retryAt = verdict.state === 'pending' ? { retryAt: verdict.retryAt } : {};
    this.#parts.observers.tell({ ...base, state: verdict.state, ...retryAt });
  }

  #log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
    this.#parts.log[level](message, { channel: this.#channel, ...fields });
  }

  /** Until a place is free, the lane ends, or the time is over. */
  #woken(afterMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = afterMs === undefined ? undefined : setTimeout(resolve, Math.min(afterMs, LONGEST_TIMER_MS));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
