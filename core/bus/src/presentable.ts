import { delivered, failureReasonOf, type Outcome } from '@headwind/plugin-api';

/** The longest message or note that is kept. Characters. */
const LONGEST_TEXT = 2_000;

/** So much more is looked at for secrets; a longer secret is none that anybody has. Characters. */
const MARGIN = 4_096;

/**
 * An outcome as it may be kept and shown: without secrets, short, and, where it is a failure, with its reason. What a
 * plugin in plain JavaScript got wrong is left out.
 */
export function presentable(outcome: Outcome, redact: (text: string) => string): Outcome {
  const shown = (text: string): string => shortened(text, redact);
  if (outcome.status === 'delivered') {
    return typeof outcome.note === 'string' ? delivered(shown(outcome.note)) : delivered();
  }
  return { ...outcome, message: shown(outcome.message), reason: failureReasonOf(outcome) };
}

/** Redacted before it is cut, for half a secret is not known for one. */
function shortened(text: string, redact: (text: string) => string): string {
  if (text.length <= LONGEST_TEXT + MARGIN) return redact(text).slice(0, LONGEST_TEXT);
  // Not all of megabytes. In the margin a secret may be cut in two, so what is left of it is not shown.
  return redact(text.slice(0, LONGEST_TEXT + MARGIN))
    .slice(0, -MARGIN)
    .slice(0, LONGEST_TEXT);
}
