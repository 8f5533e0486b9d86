import { isCodedError, messageOf } from '@headwind/bus/coded-error';
import { networkFault } from '@headwind/plugin-api';
import type { Redactor } from '../log/redactor.js';

/**
 * What a plugin gets to see of network trouble: the host, what happened, and the code (`ECONNREFUSED`, `UND_ERR_SOCKET`).
 * The original is left behind on purpose, for its message, its stack or its fields may hold the URL, and webhook URLs are
 * secrets. Coded errors name the host only, and pass.
 *
 * It is marked, so that an attempt that throws it failed for the reason `network`.
 */
export function networkError(host: string, cause: unknown, redactor?: Redactor, reason = reasonOf(cause)): Error {
  if (isCodedError(cause)) return cause;
  const text = `${host}: ${reason}`;
  const error = networkFault(new Error(redactor ? redactor.redact(text) : text));
  const code = codeOf(cause);
  return code === undefined ? error : Object.assign(error, { code });
}

/** A connection tried at several addresses fails with an empty message and one error an address. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join('; ');
  return messageOf(cause);
}

function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
