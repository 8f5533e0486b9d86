import { CodedError, messageOf } from '@headwind/bus/coded-error';
import {
  BODY_TOO_LARGE,
  CONTENT_TYPE_UNSUPPORTED,
  NOT_FOUND,
  PLUGIN_ROUTE_FAILED,
  REQUEST_MALFORMED,
} from './http-errors.js';

/** An error that Fastify raised over a request, in our words; anything else as it is. */
export function requestError(error: unknown, bodyLimitBytes: number): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new CodedError(BODY_TOO_LARGE, `The body is longer than ${bodyLimitBytes} bytes.`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new CodedError(CONTENT_TYPE_UNSUPPORTED, 'The body is not declared to be JSON.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'ECONNRESET':
      return new CodedError(REQUEST_MALFORMED, 'The body ended before its declared length.');
    case 'FST_ERR_BAD_URL':
      return new CodedError(REQUEST_MALFORMED, `The path is not a valid one: ${messageOf(error)}.`);
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new CodedError(NOT_FOUND, 'Nothing answers at this path.');
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new CodedError(PLUGIN_ROUTE_FAILED, 'The plugin did not answer in time.');
    default:
      return error;
  }
}
