import type { LeasedDelivery } from '@headwind/bus/queue';
import type { HeadwindEvent } from '@headwind/plugin-api';
import type { AttemptsRecord } from './records.js';

/*
 * The life of a delivery that this host holds
 *
 *               is it settled already?     its turn, and due         settle: delivered, dead
 *   pulled ──▶ checking ────────────────▶ pending ─────────▶ leased ─────────────────────────▶ gone
 *                 │                          ▲                 │
 *                 └─ it is ──▶ gone          └─────────────────┘ settle: retry, release
 *
 * What was never given before is pending at once. What is not leased is handed back when the session ends, or when nobody
 * leases for a while; it is let go of when its lease has run out, and what is leased then, when its attempt has ended.
 */
export interface HeldDelivery {
  readonly id: string;
  readonly channel: string;
  readonly eventId: string;
  readonly seq: number;
  readonly index: number;
  readonly workload: string;
  readonly publishedAt: number;
  /** Of a replay: its sequence in the stream of replays, and what goes before it although it is younger. */
  readonly replay?: { readonly seq: number; readonly attempts: number; readonly behind?: number };
  /** Where the server is told of it. */
  reply: string;
  state: 'checking' | 'pending' | 'leased';
  /** Its lease ran out while it was leased: another host may have it. */
  hasLapsed: boolean;
  /** Not leased before this. */
  dueAt: number;
  attempts: number;
  retries: number;
  firstAttemptAt: number | undefined;
  /** Absent when it is too much to keep; it is read again then. */
  event: HeadwindEvent | undefined;
  readonly bytes: number;
}

/** One that is leased, as it was handed out. */
export interface HandedDelivery {
  readonly held: HeldDelivery;
  readonly delivery: LeasedDelivery;
}

/** Takes down what was known of its attempts. */
export function recall(held: HeldDelivery, record: AttemptsRecord | undefined): void {
  held.attempts = record?.attempts ?? held.replay?.attempts ?? 0;
  held.retries = record?.retries ?? 0;
  held.firstAttemptAt = record?.firstAttemptAt;
  held.dueAt = record?.retryAt ?? 0;
}

export function leasedFrom(held: HeldDelivery, event: HeadwindEvent): LeasedDelivery {
  const { id, channel, publishedAt, attempts, retries, firstAttemptAt } = held;
  const leased = { id, channel, event, publishedAt, attempts, retries };
  return firstAttemptAt === undefined ? leased : { ...leased, firstAttemptAt };
}
