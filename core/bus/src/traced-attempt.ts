import type { Outcome } from '@headwind/plugin-api';
import type { TracedAttempt, Tracing } from './tracing.js';

type OnEnd = (outcome: Outcome) => void;

/** Begins an attempt in a span, which ends with it. What becomes of the span changes nothing for `onEnd`. */
export function beginTraced(
  tracing: Tracing,
  attempt: TracedAttempt,
  begin: (onEnd: OnEnd) => void,
  onEnd: OnEnd,
): void {
  const run = (): Promise<Outcome> =>
    new Promise((resolve) => {
      begin((outcome) => {
        resolve(outcome);
        onEnd(outcome);
      });
    });
  void tracing.attempt(attempt, run);
}
