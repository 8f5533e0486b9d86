import { codedAgain, isCodedError, messageOf } from '@headwind/bus/coded-error';
import { isNetworkFault, networkFault } from '@headwind/plugin-api';

/** An error on its way between the threads: what structured clone would lose of it goes along in plain fields. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** `ECONNREFUSED`, `EVENT_INVALID`, … */
  readonly code?: string;
  /** Of a signal: an `AbortError` or `TimeoutError`. */
  readonly isDomException?: true;
  readonly isNetworkFault?: true;
  /** Of an error of the table: what it is made of. */
  readonly coded?: { readonly found: string; readonly remedy: string };
  readonly cause?: ErrorData;
}

/** Causes may go round in a circle. */
const MAX_CAUSES = 4;

/** Whatever was thrown, an error or not. */
export function errorData(thrown: unknown, depth = 0): ErrorData {
  const fault = isNetworkFault(thrown) && { isNetworkFault: true as const };
  if (!(thrown instanceof Error)) return { name: 'Error', message: messageOf(thrown), ...fault };
  const { stack, cause } = thrown;
  const code: unknown = Reflect.get(thrown, 'code');
  return {
    name: String(thrown.name),
    message: messageOf(thrown),
    ...(typeof stack === 'string' && { stack }),
    ...(typeof code === 'string' && { code }),
    ...(isCodedError(thrown) && { coded: { found: thrown.found, remedy: thrown.remedy } }),
    ...(thrown instanceof DOMException && { isDomException: true as const }),
    ...fault,
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: errorData(cause, depth + 1) }),
  };
}

/** The error again, in the other thread: its message, name, code and stack, and its marks. */
export function errorOf(data: ErrorData): Error {
  if (data.isDomException) return new DOMException(data.message, data.name);
  const { name, stack, code, coded } = data;
  const options = data.cause === undefined ? {} : { cause: errorOf(data.cause) };
  const error =
    coded === undefined || code === undefined
      ? new Error(data.message, options)
      : codedAgain({ code, remedy: coded.remedy }, coded.found, options);
  for (const [key, value] of Object.entries({ name, stack, code })) {
    if (value !== undefined) Object.defineProperty(error, key, { value, configurable: true, writable: true });
  }
  return data.isNetworkFault ? networkFault(error) : error;
}
