import { delivered, failureReasonOf, type Outcome } from '@headwind/plugin-api';

/** The longest message or note that is kept. Characters. */
const LONGEST_TEXT = 2_000;

/**
 * An outcome as it may be kept and shown: without secrets, short, and, where it is a failure, with its reason. What a
 * plugin in plain JavaScript got wrong is left out.
 */
export function presentable(outcome: Outcome, redact: (text: string) => string): Outcome {
  const shown = (text: string): string => redact(text).slice(0, LONGEST_TEXT);
  if (outcome.status === 'delivered') {
    return typeof outcome.note === 'string' ? delivered(shown(outcome.note)) : delivered();
  }
  return { ...outcome, message: shown(outcome.message), reason: failureReasonOf(outcome) };
}
