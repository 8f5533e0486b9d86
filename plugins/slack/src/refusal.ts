import {
  blankOut,
  type FailureReason,
  fitLine,
  type HttpReply,
  type RejectedOutcome,
  type RetryOutcome,
  reasonOfStatus,
  rejected,
  retry,
  retryAfterMs,
} from '@headwind/plugin-api';
import { CREDENTIAL_CODES, SLACK_CODES } from './codes.js';
import { isBlank } from './mrkdwn.js';

/** Of what Slack says, the longest that is repeated. Characters. */
const QUOTE = 200;

/** An answer that is no success. */
export interface Refusal {
  /** Slack's error code, or what it said in its place. */
  readonly code: string;
  /** What to do about an answer whose code nobody knows, or that has none, where its status says nothing either. */
  readonly otherwise: string;
  /** What Slack adds to the code. */
  readonly detail?: string;
}

/** Puts an answer that is no success into words, and into an outcome. */
export type RefusalReader = (reply: HttpReply, refusal: Refusal) => RejectedOutcome | RetryOutcome;

/**
 * @param who is named in messages: the host, nothing more
 * @param secrets are blanked out of what Slack says
 */
export function createRefusalReader(who: string, secrets: readonly string[]): RefusalReader {
  const quoted = (text: string) => fitLine(blankOut(text, secrets).trim().split('\n', 1)[0] ?? '', QUOTE);
  return (reply, { code, otherwise, detail }) => {
    const known = Object.hasOwn(SLACK_CODES, code) ? SLACK_CODES[code] : undefined;
    const said = [reply.status === 200 ? '' : `HTTP ${reply.status}`, quoted(code)].filter((part) => !isBlank(part));
    const added = detail === undefined || isBlank(detail) ? '' : ` (${quoted(detail)})`;
    const advice = known?.advice ?? adviceFor(reply.status) ?? otherwise;
    const message = `${who} answered ${said.join(' ') || 'an error without a code'}${added}. ${advice}`;
    const hint = hintOf(reply);
    if (reply.status === 429 || known?.outcome === 'throttled') return retry(message, { ...hint, rateLimited: true });
    const later = reply.status === 408 || reply.status >= 500 || known?.outcome === 'retried';
    if (later) return retry(message, { ...hint, reason: 'server_error' });
    return rejected(message, { reason: reasonOf(code, reply.status) });
  };
}

/** Slack's code says more than the status, which may be 200 or 403 with any of them. */
function reasonOf(code: string, status: number): FailureReason {
  if (CREDENTIAL_CODES.has(code)) return 'credentials';
  return Object.hasOwn(SLACK_CODES, code) ? 'refused' : reasonOfStatus(status);
}

/** What a status says by itself. */
function adviceFor(status: number): string | undefined {
  if (status === 429) return SLACK_CODES.rate_limited?.advice;
  return status === 408 || status >= 500 ? SLACK_CODES.service_unavailable?.advice : undefined;
}

/** What came with a 2xx and is not Slack's: a proxy's page, a mistaken address. Another attempt may reach Slack. */
export function notSlacks(who: string, { status, text }: HttpReply, remedy: string): RetryOutcome {
  const found = text.trim() === '' ? 'with nothing' : /^\s*</.test(text) ? 'with a page of HTML' : 'in another form';
  return retry(`${who} answered HTTP ${status}, but not as Slack does: ${found}. ${remedy}`, { reason: 'network' });
}

/** Slack's error code in an answer; empty where it has none. */
export function codeOf({ error }: Readonly<Record<string, unknown>>): string {
  return typeof error === 'string' ? error : '';
}

/** The object that an answer is as JSON, if it is one. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** How long to wait: the header `Retry-After`, or `retry_after` of the body in seconds. */
function hintOf(reply: HttpReply): { afterMs?: number } {
  const afterMs = retryAfterMs(reply);
  if (afterMs !== undefined) return { afterMs };
  const seconds = Number(jsonObject(reply.text)?.retry_after ?? Number.NaN);
  return seconds >= 0 ? { afterMs: seconds * 1000 } : {};
}
