import type { Outcome, PluginLog } from '@headwind/plugin-api';
import { type Deliver, RunningAttempt } from './attempt.js';
import { Breaker } from './breaker.js';
import { messageOf } from './coded-error.js';
import { freezeEvent } from './freeze-event.js';
import type { LaneSettings } from './lane-settings.js';
import type { Observers } from './observers.js';
import type { DeliveryQueue, LeasedDelivery } from './queue.js';
import { RateLimit } from './rate-limit.js';
import { judge, type Verdict } from './retry-policy.js';
import { settlementOf } from './settlement.js';

/** How long a lane waits when the queue cannot give it anything. Milliseconds. */
const QUEUE_TROUBLE_MS = 1_000;
/** The longest time a timer can be set to. Milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** The longest error that is kept. Characters. */
const LONGEST_ERROR = 2_000;

export interface LaneParts {
  readonly queue: DeliveryQueue;
  readonly observers: Observers;
  readonly log: PluginLog;
  readonly now: () => number;
  readonly random: () => number;
  /** Blanks out secrets in what plugins say went wrong. */
  readonly redact: (text: string) => string;
}

/**
 * One channel's deliveries on their way, bounded and apart from every other channel's.
 *
 * A delivery holds one of the lane's `concurrency` places from its lease until its settlement is stored. A host that is
 * killed can therefore repeat at most `concurrency` deliveries a channel.
 */
export class Lane {
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, RunningAttempt>();
  readonly #breaker = new Breaker();
  readonly #rateLimit: RateLimit | undefined;
  #held: LeasedDelivery[] = [];
  #places: number;
  #pauseUntil = 0;
  #disabled = false;
  #loop: Promise<void> | undefined;
  #wake: () => void = () => undefined;

  constructor(
    readonly channel: string,
    private readonly deliver: Deliver,
    private readonly settings: LaneSettings,
    private readonly parts: LaneParts,
  ) {
    this.#places = settings.concurrency;
    this.#rateLimit = settings.rateLimit && new RateLimit(settings.rateLimit, parts.now());
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /**
   * Leases nothing more, and gives the attempts under way `graceMs` to end and to be stored. What has not ended then is
   * abandoned: its signal is aborted, it counts as no attempt, and its delivery is pending for the next start.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#loop;
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      this.#wake();
    }, graceMs);
    while (!isOver && this.#places + this.#held.length < this.settings.concurrency) await this.#woken();
    clearTimeout(timer);
    for (const attempt of this.#running.values()) attempt.abandon('the host is stopping');
    this.#running.clear();
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted || this.#disabled;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      if (this.#held.length === 0 && !(await this.#lease())) continue;
      const wait = this.#waitMs();
      if (wait !== 0) {
        await this.#woken(wait);
        continue;
      }
      const delivery = this.#held.shift();
      if (delivery !== undefined) this.#begin(delivery);
    }
  }

  /** Takes places and fills them with deliveries that are due. False when there was nothing to do but wait. */
  async #lease(): Promise<boolean> {
    if (this.#places === 0) {
      await this.#woken();
      return false;
    }
    try {
      this.#held = [...(await this.parts.queue.lease(this.channel, this.#places, this.#stopping.signal))];
      this.#places -= this.#held.length;
      return this.#held.length > 0;
    } catch (thrown) {
      if (this.#stopped) return false;
      this.parts.log.error('the queue gives no deliveries', { channel: this.channel, error: messageOf(thrown) });
      await this.#woken(QUEUE_TROUBLE_MS);
      return false;
    }
  }

  /** How long until the next attempt may begin; undefined until something wakes the lane. */
  #waitMs(): number | undefined {
    const now = this.parts.now();
    const breaker = this.#breaker.nextAttemptAt(now);
    if (breaker === undefined) return undefined;
    return Math.max(this.#pauseUntil, breaker, this.#rateLimit?.nextAttemptAt(now) ?? now, now) - now;
  }

  #begin(delivery: LeasedDelivery): void {
    const begunAt = this.parts.now();
    this.#breaker.attemptBegins(begunAt);
    this.#rateLimit?.attemptBegins(begunAt);
    const { id } = delivery;
    const event = freezeEvent(delivery.event);
    const onEnd = (outcome: Outcome): void => void this.#settle(delivery, begunAt, this.#presentable(outcome));
    const { timeoutMs } = this.settings;
    this.#running.set(id, new RunningAttempt(this.deliver, event, id, delivery.attempts + 1, timeoutMs, onEnd));
  }

  async #settle(delivery: LeasedDelivery, begunAt: number, outcome: Outcome): Promise<void> {
    this.#running.delete(delivery.id);
    const endedAt = this.parts.now();
    this.#learn(outcome, endedAt);
    const { retries, firstAttemptAt = begunAt } = delivery;
    const attempts = delivery.attempts + 1;
    const ended = { outcome, attempts, retries, firstAttemptAt, endedAt };
    const verdict = judge(ended, this.settings.retry, this.parts.random());
    if (verdict.state === 'pending' && verdict.pauseUntil !== undefined) this.#pause(verdict.pauseUntil, verdict.error);
    try {
      await this.parts.queue.settle(delivery, settlementOf(ended, verdict));
      this.#report(delivery, attempts, outcome, verdict, endedAt - begunAt);
    } catch (thrown) {
      const error = messageOf(thrown);
      this.parts.log.error('an outcome was not stored; the delivery will be repeated', {
        delivery: delivery.id,
        error,
      });
    }
    this.#places += 1;
    this.#wake();
  }

  /** Without secrets, and short enough to keep. */
  #presentable(outcome: Outcome): Outcome {
    if (outcome.status === 'delivered') return outcome;
    return { ...outcome, message: this.parts.redact(outcome.message).slice(0, LONGEST_ERROR) };
  }

  #learn(outcome: Outcome, now: number): void {
    if (outcome.status !== 'retry' || outcome.rateLimited === true) this.#breaker.attemptAnswered();
    else {
      const before = this.#breaker.state(now);
      this.#breaker.attemptFailed(now);
      if (before === 'closed' && this.#breaker.state(now) === 'open') {
        this.parts.log.warn('breaker opened: attempts keep failing', { channel: this.channel, error: outcome.message });
      }
    }
    if (outcome.status === 'rejected' && outcome.disableChannel === true && !this.#disabled) {
      this.#disabled = true;
      const reason = outcome.message;
      this.parts.log.error('channel disabled until the host restarts; its deliveries wait', {
        channel: this.channel,
        reason,
      });
    }
  }

  #pause(until: number, reason: string): void {
    if (until <= this.#pauseUntil) return;
    this.#pauseUntil = until;
    const seconds = Math.ceil((until - this.parts.now()) / 1000);
    this.parts.log.warn(`channel paused for ${seconds} s: rate limited`, { channel: this.channel, reason });
  }

  #report(delivery: LeasedDelivery, attempt: number, outcome: Outcome, verdict: Verdict, durationMs: number): void {
    const { id: deliveryId, event } = delivery;
    if (verdict.state === 'dead') {
      this.parts.log.error('delivery is dead', { delivery: deliveryId, attempt, error: verdict.error });
    } else if (verdict.state === 'pending') {
      this.parts.log.warn('delivery will be retried', { delivery: deliveryId, attempt, error: verdict.error });
    }
    if (!this.parts.observers.some) return;
    const base = { type: 'delivery', deliveryId, channel: this.channel, event, attempt, outcome, durationMs } as const;
    const retryAt = verdict.state === 'pending' ? { retryAt: verdict.retryAt } : {};
    this.parts.observers.tell({ ...base, state: verdict.state, ...retryAt });
  }

  /** Until a place is free, the channel stops, or the time is over. */
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
