import type { DiagLogger } from '@opentelemetry/api';
import type { Log } from '../log/log.js';

/** An SDK that cannot reach its collector says so with every batch. Milliseconds. */
const QUIET_MS = 60_000;

const LONGEST_DETAIL = 300;

/** What the SDK says of itself, in the host's log: one line of trouble a minute, and the rest as `debug`. */
export function sdkLog(log: Log, clock: () => number = () => performance.now()): DiagLogger {
  let quietUntil = Number.NEGATIVE_INFINITY;
  const trouble = (message: string): void => {
    const now = clock();
    if (now < quietUntil) return;
    quietUntil = now + QUIET_MS;
    log.warn('tracing has trouble; notifications are not affected', { error: detailOf(message) });
  };
  const chatter = (message: string): void => log.debug('tracing', { detail: detailOf(message) });
  return { error: trouble, warn: trouble, info: chatter, debug: chatter, verbose: chatter };
}

/** Errors come as JSON, with their stack. */
function detailOf(message: string): string {
  return (messageInJson(message) ?? message).slice(0, LONGEST_DETAIL);
}

function messageInJson(text: string): string | undefined {
  try {
    const error: unknown = JSON.parse(text);
    if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
    return typeof error.message === 'string' ? error.message : undefined;
  } catch {
    return undefined;
  }
}
