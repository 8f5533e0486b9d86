import {
  type ChannelChange,
  type DeliveryRecord,
  failureReasonOf,
  type Outcome,
  type PluginLog,
} from '@headwind/plugin-api';
import { logAttempt } from './attempt-log.js';
import type { ChannelHistory } from './channel-history.js';
import type { Observers } from './observers.js';
import type { LeasedDelivery } from './queue.js';
import type { EndedAttempt, Verdict } from './retry-policy.js';

export interface ReportedChannel {
  readonly name: string;
  /** The short name of its plugin. */
  readonly plugin: string;
  readonly history: ChannelHistory;
}

/** Tells log and observers what happens to one channel. */
export class ChannelReport {
  readonly channel: ReportedChannel;
  readonly #log: PluginLog;
  readonly #observers: Observers;

  constructor(channel: ReportedChannel, log: PluginLog, observers: Observers) {
    this.channel = channel;
    this.#log = log;
    this.#observers = observers;
  }

  /** An attempt has ended; `attemptStored` follows. */
  attemptEnded(outcome: Outcome, endedAt: number): void {
    this.channel.history.attemptEnded(outcome, endedAt);
  }

  attemptStored({ id, event, publishedAt }: LeasedDelivery, ended: EndedAttempt, verdict: Verdict): void {
    const { outcome, attempts, begunAt, endedAt } = ended;
    const reason = failureReasonOf(outcome);
    const record: DeliveryRecord = {
      type: 'delivery',
      deliveryId: id,
      channel: this.channel.name,
      plugin: this.channel.plugin,
      event,
      publishedAt,
      attempt: attempts,
      outcome,
      ...(reason !== undefined && { reason }),
      state: verdict.state,
      ...(verdict.state === 'pending' && { retryAt: verdict.retryAt }),
      // The time of day may have been set back meanwhile.
      durationMs: Math.max(0, endedAt - begunAt),
    };
    logAttempt(this.#log, record, verdict);
    this.#observers.tell(record);
  }

  breakerOpened(error: string | undefined): void {
    this.log('warn', 'breaker opened: attempts keep failing', { error });
    this.#changed('breaker_opened');
  }

  breakerClosed(): void {
    this.log('info', 'breaker closed: the receiver answers again');
    this.#changed('breaker_closed');
  }

  rateLimited(forMs: number, reason: string | undefined): void {
    this.log('warn', `channel paused for ${Math.ceil(forMs / 1000)} s: rate limited`, { reason });
    this.#changed('rate_limited');
  }

  disabled(reason: string | undefined): void {
    this.log('error', 'channel disabled until it is resumed or the host restarts; its deliveries wait', { reason });
    this.#changed('disabled');
  }

  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#log[level](message, { channel: this.channel.name, ...fields });
  }

  #changed(change: ChannelChange): void {
    const { name: channel, plugin } = this.channel;
    this.#observers.tell({ type: 'channel', channel, plugin, change });
  }
}
