import type { Outcome } from '@headwind/plugin-api';
import { type Deliverer, RunningAttempt } from './attempt.js';
import type { BreakerStretch } from './breaker.js';
import type { ChannelPause } from './channel-pause.js';
import type { ChannelReport } from './channel-report.js';
import { messageOf } from './coded-error.js';
import { freezeEvent } from './freeze-event.js';
import type { LaneParts } from './lane-parts.js';
import type { LaneSettings } from './lane-settings.js';
import type { LaneStatus } from './lane-status.js';
import { Pace } from './pace.js';
import { presentable } from './presentable.js';
import type { LeasedDelivery } from './queue.js';
import { judge, type Verdict } from './retry-policy.js';
import { settlementOf } from './settlement.js';
import { beginTraced } from './traced-attempt.js';
import { Waiters } from './waiters.js';

/** How long a lane waits when the queue cannot give it anything. Milliseconds. */
const QUEUE_TROUBLE_MS = 1_000;

/*
 * The life of a lane
 *
 *                ┌────────── pause ─────────▶ paused
 *   running ─────┤                              │
 *      ▲         └─ receiver wants no more ─▶ disabled
 *      └───────────────── resume ───────────────┘
 *
 *   any of them ── close, stop ──▶ closed
 *
 * It begins paused. Only a running lane leases and begins attempts. What it holds but has not begun when it leaves that
 * state, it gives back to the queue. Attempts under way end by themselves, in their own time-out, and are stored, whatever
 * state it is in; only `stop` abandons them when its time is over.
 */

/**
 * One channel's deliveries on their way, bounded and apart from every other channel's.
 *
 * A delivery holds one of the lane's `concurrency` places from its lease until its settlement is stored. A host that is
 * killed can therefore repeat at most `concurrency` deliveries a channel.
 */
export class Lane {
  readonly #deliverer: Deliverer;
  readonly #settings: LaneSettings;
  readonly #report: ChannelReport;
  readonly #parts: LaneParts;
  readonly #pace: Pace;
  readonly #running = new Map<string, RunningAttempt>();
  readonly #waiters = new Waiters();
  #state: LaneStatus['state'] | 'closed' = 'paused';
  /** Aborted when the lane leaves the state `running`. */
  #leasing = new AbortController();
  #held: LeasedDelivery[] = [];
  #places: number;
  #loop: Promise<void> = Promise.resolve();
  #abandoned = false;
  #isAway = false;

  /** @param pause of the channel, which outlives the lane */
  constructor(
    deliverer: Deliverer,
    settings: LaneSettings,
    pause: ChannelPause,
    report: ChannelReport,
    parts: LaneParts,
  ) {
    this.#deliverer = deliverer;
    this.#settings = settings;
    this.#report = report;
    this.#parts = parts;
    this.#pace = new Pace(settings, parts.clock, pause);
    this.#places = settings.concurrency;
  }

  /** Undefined once it is closed. */
  get status(): LaneStatus | undefined {
    if (this.#state === 'closed') return undefined;
    const { rateLimit } = this.#settings;
    const { breaker, pauseMs } = this.#pace;
    return {
      state: this.#state,
      breaker,
      ...(pauseMs > 0 && { rateLimitedUntil: Math.ceil(this.#parts.now() + pauseMs) }),
      ...(rateLimit !== undefined && { rateLimit }),
      ...this.#report.channel.history.status,
    };
  }

  /** Begins, or goes on after a pause or although the receiver wanted no more. */
  resume(): void {
    if (this.#state === 'running' || this.#state === 'closed') return;
    this.#state = 'running';
    this.#leasing = new AbortController();
    // A loop that has not noticed the pause yet goes on, and this one follows it; there is never more than one.
    this.#loop = this.#loop.then(() => this.#run());
  }

  pause(): void {
    if (this.#state === 'running') this.#leave('paused');
  }

  /** While what delivers is away, a running lane begins no attempts, as in a pause its provider asked for. */
  hold(isAway: boolean): void {
    this.#isAway = isAway;
    this.#waiters.wake();
  }

  /** Resolves when the attempts under way have ended and are stored, or `stop` has abandoned them. */
  async close(): Promise<void> {
    this.#leave('closed');
    await this.#loop;
    while (!this.#abandoned && this.#places < this.#settings.concurrency) await this.#waiters.wait();
  }

  /**
   * As `close`, but gives the attempts under way `graceMs` only. What has not ended then is abandoned: its signal is
   * aborted, it counts as no attempt, and its delivery is pending for the next start.
   */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.#abandoned = true;
      this.#waiters.wake();
    }, graceMs);
    await this.close();
    clearTimeout(timer);
    for (const attempt of this.#running.values()) attempt.abandon('the host is stopping');
    this.#running.clear();
  }

  #leave(state: 'paused' | 'disabled' | 'closed'): void {
    this.#state = state;
    this.#leasing.abort();
    this.#waiters.wake();
  }

  async #run(): Promise<void> {
    while (this.#state === 'running') {
      if (this.#isAway) {
        await this.#waiters.wait();
        continue;
      }
      const waitMs = this.#held.length === 0 ? 0 : this.#pace.waitMs;
      if (waitMs !== 0) await this.#waiters.wait(waitMs);
      else if (this.#held.length === 0) await this.#lease();
      else this.#begin();
    }
    for (const delivery of this.#held) this.#parts.queue.release(delivery);
    this.#places += this.#held.length;
    this.#held = [];
  }

  /** Fills the free places with deliveries that are due; waits until there are some of both. */
  async #lease(): Promise<void> {
    if (this.#places === 0) return this.#waiters.wait();
    const { signal } = this.#leasing;
    try {
      this.#held = [...(await this.#parts.queue.lease(this.#report.channel.name, this.#places, signal))];
      this.#places -= this.#held.length;
    } catch (thrown) {
      if (signal.aborted) return;
      this.#report.log('error', 'the queue gives no deliveries', { error: messageOf(thrown) });
      await this.#waiters.wait(QUEUE_TROUBLE_MS);
    }
  }

  #begin(): void {
    const delivery = this.#held.shift();
    if (delivery === undefined) return;
    const { tracing, redact } = this.#parts;
    const begunAt = this.#parts.now();
    const begunIn = this.#pace.attemptBegins();
    const event = freezeEvent(delivery.event);
    const number = delivery.attempts + 1;
    const settle = (outcome: Outcome): void => void this.#settle(delivery, begunAt, begunIn, outcome);
    const begin = (onEnd: (outcome: Outcome) => void): void => {
      const { timeoutMs } = this.#settings;
      const onAttemptEnd = (outcome: Outcome): void => onEnd(presentable(outcome, redact));
      const attempt = new RunningAttempt(this.#deliverer, event, delivery.id, number, timeoutMs, onAttemptEnd);
      this.#running.set(delivery.id, attempt);
    };
    const { name: channel, plugin } = this.#report.channel;
    if (tracing === undefined) begin(settle);
    else beginTraced(tracing, { deliveryId: delivery.id, channel, plugin, number, event }, begin, settle);
  }

  async #settle(delivery: LeasedDelivery, begunAt: number, begunIn: BreakerStretch, outcome: Outcome): Promise<void> {
    this.#running.delete(delivery.id);
    const endedAt = this.#parts.now();
    const { retries, firstAttemptAt = begunAt } = delivery;
    const ended = { outcome, attempts: delivery.attempts + 1, retries, firstAttemptAt, begunAt, endedAt };
    const verdict = judge(ended, this.#settings.retry, this.#parts.random());
    this.#report.attemptEnded(outcome, endedAt);
    this.#learn(outcome, verdict, begunIn);
    try {
      await this.#parts.queue.settle(delivery, settlementOf(ended, verdict));
      this.#report.attemptStored(delivery, ended, verdict);
    } catch (thrown) {
      const fields = { delivery: delivery.id, error: messageOf(thrown) };
      this.#report.log('error', 'an outcome was not stored; the notification will be repeated', fields);
    }
    this.#places += 1;
    this.#waiters.wake();
  }

  /** What an outcome means for the deliveries to come. */
  #learn(outcome: Outcome, verdict: Verdict, begunIn: BreakerStretch): void {
    const error = verdict.state === 'delivered' ? undefined : verdict.error;
    const breaker = this.#pace.attemptEnded(outcome, begunIn);
    if (breaker === 'opened') this.#report.breakerOpened(error);
    else if (breaker === 'closed') this.#report.breakerClosed();
    if (verdict.state === 'pending' && verdict.pauseMs !== undefined && this.#pace.pause(verdict.pauseMs)) {
      this.#report.rateLimited(verdict.pauseMs, error);
    }
    const isUnwanted = outcome.status === 'rejected' && outcome.disableChannel === true;
    if (isUnwanted && this.#state !== 'disabled' && this.#state !== 'closed') {
      this.#leave('disabled');
      this.#report.disabled(error);
    }
  }
}
