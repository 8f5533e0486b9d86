import { judge, type RetrySettings, type Verdict } from '@headwind/bus/retry-policy';
import type { Outcome } from '@headwind/plugin-api';
import { durationText } from './duration-text.js';

/** Back-off is random up to a limit: these give the least and the most. */
const LEAST = 0;
const MOST = 1;

/** What a host would do after this outcome of a first attempt, in words; undefined when it would be done. */
export function nextStep(outcome: Outcome, settings: RetrySettings): string | undefined {
  if (outcome.status === 'delivered') return undefined;
  const soonest = verdictOn(outcome, settings, LEAST);
  const latest = verdictOn(outcome, settings, MOST);
  if (soonest.state !== 'pending' || latest.state !== 'pending') {
    const why = outcome.status === 'rejected' ? 'not try again' : 'make no retry, for the configuration allows none';
    const disabled = outcome.status === 'rejected' && outcome.disableChannel === true;
    const more = disabled ? ', and the channel would be disabled until it is resumed or the host restarts' : '';
    return `A host would ${why}: the delivery would be a dead letter${more}.`;
  }
  const from = durationText(soonest.retryAt);
  const to = durationText(latest.retryAt);
  if (latest.pauseMs !== undefined) return `A host would pause the channel for ${to}, and try again then.`;
  if (soonest.retryAt === 0) return `A host would try again within ${to}.`;
  return `A host would try again after ${from === to ? from : `${from} to ${to}`}, as the provider asks.`;
}

/** Times are counted from the attempt. */
function verdictOn(outcome: Outcome, settings: RetrySettings, random: number): Verdict {
  const first = { attempts: 1, retries: 0, firstAttemptAt: 0, begunAt: 0, endedAt: 0 };
  return judge({ outcome, ...first }, settings, random);
}
