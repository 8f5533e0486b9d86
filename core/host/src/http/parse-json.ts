import { CodedError, messageOf } from '@headwind/bus/coded-error';
import { parse } from 'secure-json-parse';
import { REQUEST_MALFORMED } from './http-errors.js';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON in UTF-8. Keys that reach an object's prototype (`__proto__`, `constructor.prototype`) are refused.
 *
 * @returns undefined where there is nothing but white space
 * @throws `REQUEST_MALFORMED`
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  if (text.trim() === '') return undefined;
  try {
    return parse(text, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw new CodedError(REQUEST_MALFORMED, whyRefused(text));
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new CodedError(REQUEST_MALFORMED, 'The body is not UTF-8.');
  }
}

/** The safe parser does not say what it refused: ask the plain one. */
function whyRefused(text: string): string {
  try {
    JSON.parse(text);
    return 'The body has a key `__proto__` or `constructor.prototype`, which is not allowed.';
  } catch (error) {
    return `The body is not JSON: ${messageOf(error)}.`;
  }
}
