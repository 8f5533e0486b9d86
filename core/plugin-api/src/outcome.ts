import { FAILURE_REASONS, type FailureReason } from './failure-reason.js';
import type { HttpReply } from './http.js';

/** Marks an outcome across copies of this package, where `instanceof` would not. */
const OUTCOME = Symbol.for('headwind.outcome');

interface OutcomeBase {
  readonly [OUTCOME]: true;
}

/** The provider took it. */
export interface DeliveredOutcome extends OutcomeBase {
  readonly status: 'delivered';
  /** What the provider said, where that is worth a line: `accepted, not yet posted`. */
  readonly note?: string;
}

/** Not now; worth trying again. */
export interface RetryOutcome extends OutcomeBase {
  readonly status: 'retry';
  /** What went wrong, in words an operator can act on; no secrets. */
  readonly message: string;
  /** The provider's hint: not before so many milliseconds from now. */
  readonly afterMs?: number;
  /** The provider throttles: the whole channel pauses, and the delivery loses none of its retries. */
  readonly rateLimited?: boolean;
  /** For metrics and logs. @defaultValue `rate_limited` with `rateLimited`, else `other` */
  readonly reason?: FailureReason;
}

/** Never worth trying again as it is: the delivery becomes a dead letter. */
export interface RejectedOutcome extends OutcomeBase {
  readonly status: 'rejected';
  /** What is wrong and what to do, in words an operator can act on; no secrets. */
  readonly message: string;
  /** The receiver wants nothing more: the channel is disabled until it is resumed or the host restarts. */
  readonly disableChannel?: boolean;
  /** For metrics and logs. @defaultValue other */
  readonly reason?: FailureReason;
}

/** What a channel says of one attempt. A thrown error and a time-out count as `retry`. */
export type Outcome = DeliveredOutcome | RetryOutcome | RejectedOutcome;

/** The provider took it. The note, if any, stands in the log: what the provider said, without secrets. */
export function delivered(note?: string): DeliveredOutcome {
  return { [OUTCOME]: true, status: 'delivered', ...(note !== undefined && { note }) };
}

/**
 * Not this time. The message says why, without secrets; `afterMs` is how long the provider asks to wait, in milliseconds, and
 * `rateLimited` pauses the whole channel meanwhile and costs the delivery none of its retries.
 */
export function retry(
  message: string,
  hint: { readonly afterMs?: number; readonly rateLimited?: boolean; readonly reason?: FailureReason } = {},
): RetryOutcome {
  return { [OUTCOME]: true, status: 'retry', message, ...hint };
}

/**
 * Never worth trying again as it is: a dead letter. The message says why and what to do, without secrets; `disableChannel`
 * stops the whole channel until somebody resumes it.
 */
export function rejected(
  message: string,
  effect: { readonly disableChannel?: boolean; readonly reason?: FailureReason } = {},
): RejectedOutcome {
  return { [OUTCOME]: true, status: 'rejected', message, ...effect };
}

/** Whether a plugin's answer is an outcome, whichever copy of this package made it. */
export function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && (value as Partial<OutcomeBase>)[OUTCOME] === true;
}

/**
 * The usual reading of an HTTP answer: 2xx delivered; 408, 429 and 5xx retry, with `Retry-After` (RFC 9110, section
 * 10.2.3: seconds or a date); anything else, redirects included, rejected.
 */
export function outcomeOf(reply: HttpReply): Outcome {
  const { status } = reply;
  if (status >= 200 && status < 300) return delivered();
  const message = `HTTP ${status}${reply.text === '' ? '' : `: ${firstLine(reply.text)}`}`;
  if (status === 408 || status === 429 || status >= 500) return retryOf(reply, message);
  return rejected(message, { reason: reasonOfStatus(status) });
}

/** Why an attempt failed that was answered so: 429 rate-limited; 401 and 403 credentials; 408 and 5xx trouble of theirs. */
export function reasonOfStatus(status: number): FailureReason {
  if (status === 429) return 'rate_limited';
  if (status === 401 || status === 403) return 'credentials';
  return status === 408 || status >= 500 ? 'server_error' : 'refused';
}

/** Why an attempt failed, undefined where it did not. What a plugin in plain JavaScript made up counts as `other`. */
export function failureReasonOf(outcome: RetryOutcome | RejectedOutcome): FailureReason;
export function failureReasonOf(outcome: Outcome): FailureReason | undefined;
export function failureReasonOf(outcome: Outcome): FailureReason | undefined {
  if (outcome.status === 'delivered') return undefined;
  if (outcome.status === 'retry' && outcome.rateLimited === true) return 'rate_limited';
  return FAILURE_REASONS.find((reason) => reason === outcome.reason) ?? 'other';
}

/** A date as HTTP writes it (RFC 9110, section 5.6.7): `Date.parse` alone takes almost anything for one. */
const HTTP_DATE = /^[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;

/** What `Retry-After` asks for, in milliseconds from now; undefined where it is missing or malformed. */
export function retryAfterMs(reply: HttpReply): number | undefined {
  const value = reply.header('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/**
 * A retry in a plugin's own words, not before `Retry-After` where the answer has one; 429 is rate-limited.
 *
 * @param status where it is not that of the answer, but told in its body
 */
export function retryOf(reply: HttpReply, message: string, status = reply.status): RetryOutcome {
  const afterMs = retryAfterMs(reply);
  return retry(message, {
    ...(afterMs !== undefined && { afterMs }),
    ...(status === 429 && { rateLimited: true }),
    reason: reasonOfStatus(status),
  });
}

/** Printable, for it is shown in terminals, and short. */
function firstLine(text: string): string {
  const line = (text.trim().split('\n', 1)[0] ?? '').replace(/\p{Cc}/gu, '');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
