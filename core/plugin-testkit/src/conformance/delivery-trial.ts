import { DELIVER_THREW, DELIVER_TIMEOUT, OUTCOME_INVALID } from '@headwind/bus/errors';
import {
  type Attempt,
  type ChannelInstance,
  type EventKind,
  FAILURE_REASONS,
  isOutcome,
  type Outcome,
} from '@headwind/plugin-api';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { within } from '@headwind/plugin-loader/time-limit';
import { attemptOf } from '../attempt.js';
import { eventOf } from '../events.js';
import type { Responder, SentRequest } from '../scripted-http.js';
import type { Subject } from './subject.js';
import { startTrial, type Trial, type TrialOptions } from './trial.js';

/** How an attempt ended. */
export type AttemptResult =
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  | { readonly type: 'malformed'; readonly fault: string }
  | { readonly type: 'thrown'; readonly error: unknown }
  | { readonly type: 'unsettled' };

/** One delivery, what came of it, and what was sent for it. */
export interface DeliveryTrial {
  readonly kind: EventKind;
  readonly result: AttemptResult;
  readonly requests: readonly SentRequest[];
}

/** Delivers the event of a kind. @param overrides of the attempt */
export async function deliverIn(
  trial: Trial,
  kind: EventKind,
  settleMs: number,
  overrides: Partial<Attempt> = {},
): Promise<DeliveryTrial> {
  const event = eventOf(kind);
  const before = trial.http.requests.length;
  const attempt = attemptOf(event, { id: `${event.id}/${trial.name}`, ...overrides });
  const result = await settled(settleMs, async () => channelOf(trial).deliver(event, attempt));
  return { kind, result, requests: trial.http.requests.slice(before) };
}

/** Starts an instance and delivers to it, one event after another. */
export async function deliverEach(
  subject: Subject,
  kinds: readonly EventKind[],
  reply: Responder,
  options: TrialOptions = {},
): Promise<DeliveryTrial[]> {
  const trial = await startTrial(subject, { ...options, reply });
  const deliveries: DeliveryTrial[] = [];
  for (const kind of kinds) {
    const delivery = await deliverIn(trial, kind, subject.limits.settleMs);
    deliveries.push(delivery);
    // What hangs once would hang for every kind.
    if (delivery.result.type === 'unsettled') break;
  }
  await trial.stop().catch(() => undefined);
  return deliveries;
}

/** What an attempt comes to, whatever the plugin does. */
export async function settled(limitMs: number, deliver: () => Promise<unknown>): Promise<AttemptResult> {
  const expired = new Error('unsettled');
  try {
    const answer = await within(limitMs, () => expired, deliver);
    return isOutcome(answer) && outcomeFault(answer) === undefined
      ? { type: 'outcome', outcome: answer }
      : { type: 'malformed', fault: outcomeFault(answer) ?? 'no outcome' };
  } catch (error) {
    return error === expired ? { type: 'unsettled' } : { type: 'thrown', error };
  }
}

export function channelOf({ created }: Trial): ChannelInstance {
  if (created.kind === 'channel') return created.instance;
  throw new TypeError(`A ${created.kind} does not deliver.`);
}

/** How an attempt ended, as a clause. */
export function resultText(result: AttemptResult): string {
  switch (result.type) {
    case 'outcome': {
      const { outcome } = result;
      return outcome.status === 'delivered' ? 'delivered' : `${outcome.status} ("${outcome.message}")`;
    }
    case 'malformed':
      return `${result.fault} (${OUTCOME_INVALID.code})`;
    case 'thrown':
      return `an error was thrown (${DELIVER_THREW.code}): ${firstLine(result.error)}`;
    case 'unsettled':
      return `deliver did not end (${DELIVER_TIMEOUT.code})`;
  }
}

/** What is wrong with what `deliver` gave; undefined for nothing. Types do not hold for plain JavaScript. */
function outcomeFault(answer: unknown): string | undefined {
  if (!isOutcome(answer)) return `deliver gave ${typeof answer === 'object' ? JSON.stringify(answer) : String(answer)}`;
  const found: Readonly<Record<string, unknown>> = { ...answer };
  const { status, message, note, afterMs, reason, rateLimited, disableChannel } = found;
  if (status === 'delivered') {
    return note === undefined || typeof note === 'string' ? undefined : `its note is ${JSON.stringify(note)}, no text`;
  }
  if (status !== 'retry' && status !== 'rejected') return `its status is ${JSON.stringify(status)}`;
  if (typeof message !== 'string' || message.trim() === '') return `the ${status} has no message`;
  if (afterMs !== undefined && !(typeof afterMs === 'number' && Number.isFinite(afterMs) && afterMs >= 0)) {
    return `its afterMs is ${String(afterMs)}, no number of milliseconds from 0`;
  }
  if (reason !== undefined && !FAILURE_REASONS.some((known) => known === reason)) {
    return `its reason is ${JSON.stringify(reason)}, none of ${FAILURE_REASONS.join(', ')}`;
  }
  const flag = Object.entries({ rateLimited, disableChannel }).find(
    ([, value]) => value !== undefined && typeof value !== 'boolean',
  );
  return flag === undefined ? undefined : `its ${flag[0]} is ${JSON.stringify(flag[1])}, neither true nor false`;
}
