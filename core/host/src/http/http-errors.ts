import type { ErrorEntry } from '@headwind/bus/coded-error';

export const REQUEST_MALFORMED: ErrorEntry = {
  code: 'REQUEST_MALFORMED',
  meaning: 'The request is not HTTP, or its body is not JSON in UTF-8.',
  remedy: 'Correct the request and send it again; nothing was stored.',
};

export const UNAUTHORIZED: ErrorEntry = {
  code: 'UNAUTHORIZED',
  meaning: 'The request needs a bearer token, and it has none or a wrong one.',
  remedy:
    'Send the header `Authorization: Bearer <token>` with a token of `server.tokens`, HEADWIND_TOKEN, HEADWIND_READ_TOKEN or HEADWIND_OPERATE_TOKEN of the host.',
};

export const FORBIDDEN: ErrorEntry = {
  code: 'FORBIDDEN',
  meaning: 'The bearer token is good, but its role does not allow the request.',
  remedy:
    'Use a token of that role; one of the role operate does everything. Roles stand in `server.tokens` of the host.',
};

export const CROSS_ORIGIN: ErrorEntry = {
  code: 'CROSS_ORIGIN',
  meaning:
    'A web page of another origin sent the request, or it went to a host without tokens under a name that is not this machine.',
  remedy:
    'Send it from elsewhere than a browser and to an IP address or localhost, or give the host tokens (`server.tokens`).',
};

export const SIGNATURE_MISSING: ErrorEntry = {
  code: 'SIGNATURE_MISSING',
  meaning: 'The host has secrets of the Headwind operator, and the request has no signature.',
  remedy:
    'Give the operator one of them as WEBHOOK_SECRET, so that it sends the header `X-Headwind-Signature`; nothing was stored.',
};

export const SIGNATURE_INVALID: ErrorEntry = {
  code: 'SIGNATURE_INVALID',
  meaning:
    'The header `X-Headwind-Signature` is not what a secret of the host makes of the body, or made in a way that the host is not told to take.',
  remedy:
    'Give the operator (WEBHOOK_SECRET) and the host (`server.headwind.secrets`) the same secret, without a newline at its end; let nothing on the way change the body.',
};

export const FILTER_INVALID: ErrorEntry = {
  code: 'FILTER_INVALID',
  meaning:
    'A parameter of the query, a field of the body, or a condition that an embedding program gives is unknown or malformed.',
  remedy: 'Correct it, see `errors`; nothing was changed.',
};

export const DELIVERY_NOT_FOUND: ErrorEntry = {
  code: 'DELIVERY_NOT_FOUND',
  meaning: 'No delivery of this id is stored: it never was, it was discarded, or it was delivered long ago.',
  remedy: 'List deliveries with GET /v1/deliveries; an id is `<event id>/<channel>`.',
};

export const DELIVERY_NOT_DEAD: ErrorEntry = {
  code: 'DELIVERY_NOT_DEAD',
  meaning: 'Only a dead letter can be replayed or discarded, and the delivery is none.',
  remedy: 'Nothing was changed; see its state with GET /v1/deliveries/<id>.',
};

export const CONFIGURATION_INVALID: ErrorEntry = {
  code: 'CONFIGURATION_INVALID',
  meaning: 'The configuration that was to be loaded is wrong, or an instance of it did not start.',
  remedy: 'Correct it, see `errors`; what was live before goes on.',
};

export const TAIL_FULL: ErrorEntry = {
  code: 'TAIL_FULL',
  meaning: 'As many readers follow events live as the host allows, which is 20.',
  remedy: 'End another one, or try again later.',
};

export const NOT_FOUND: ErrorEntry = {
  code: 'NOT_FOUND',
  meaning: 'Nothing answers at this path.',
  remedy: 'Publish events with POST /v1/events; GET /v1/openapi.json says what else there is.',
};

export const METHOD_NOT_ALLOWED: ErrorEntry = {
  code: 'METHOD_NOT_ALLOWED',
  meaning: 'The path exists, but not with this method.',
  remedy: 'Use a method of the Allow header.',
};

export const REQUEST_TIMEOUT: ErrorEntry = {
  code: 'REQUEST_TIMEOUT',
  meaning: 'The request did not arrive in full within 30 seconds, or its headers within 10.',
  remedy: 'Send it again, faster; nothing was stored.',
};

export const BODY_TOO_LARGE: ErrorEntry = {
  code: 'BODY_TOO_LARGE',
  meaning: 'The body is longer than the configuration allows (`server.bodyLimit`).',
  remedy: 'Send fewer events at once, or raise `server.bodyLimit`; nothing was stored.',
};

export const BATCH_TOO_LARGE: ErrorEntry = {
  code: 'BATCH_TOO_LARGE',
  meaning: 'One request holds more than 1,000 events.',
  remedy: 'Send them in several requests; nothing was stored.',
};

export const CONTENT_TYPE_UNSUPPORTED: ErrorEntry = {
  code: 'CONTENT_TYPE_UNSUPPORTED',
  meaning: 'The body is not declared to be JSON in UTF-8, or it is compressed.',
  remedy:
    'Send it uncompressed with the header `Content-Type: application/json`, or another that the header `Accept` of the answer names; nothing was stored.',
};

export const HEADERS_TOO_LARGE: ErrorEntry = {
  code: 'HEADERS_TOO_LARGE',
  meaning: 'The headers of the request are longer than 16 KiB.',
  remedy: 'Send fewer or shorter headers; nothing was stored.',
};

export const INTERNAL_ERROR: ErrorEntry = {
  code: 'INTERNAL_ERROR',
  meaning: 'Something in the host failed that should not.',
  remedy: 'See the log of the host for the cause.',
};

export const PLUGIN_ROUTE_FAILED: ErrorEntry = {
  code: 'PLUGIN_ROUTE_FAILED',
  meaning:
    'A plugin failed to answer a request of its own: it threw, took longer than 30 seconds, or gave no Response.',
  remedy: 'See the log of the host for the cause.',
};

export const PLUGIN_ROUTE_INVALID: ErrorEntry = {
  code: 'PLUGIN_ROUTE_INVALID',
  meaning: 'A plugin asks for a route that it cannot have; it is left out.',
  remedy: 'Report it to the author of the plugin, or take the instance out of the configuration.',
};

export const LISTEN_FAILED: ErrorEntry = {
  code: 'LISTEN_FAILED',
  meaning: 'The host cannot listen at the address it is given.',
  remedy: 'Choose another address with `server.listen`, HEADWIND_LISTEN or --listen.',
};

/** Every error of the HTTP API. */
export const HTTP_ERRORS: readonly ErrorEntry[] = [
  REQUEST_MALFORMED,
  UNAUTHORIZED,
  FORBIDDEN,
  CROSS_ORIGIN,
  SIGNATURE_MISSING,
  SIGNATURE_INVALID,
  FILTER_INVALID,
  DELIVERY_NOT_FOUND,
  DELIVERY_NOT_DEAD,
  CONFIGURATION_INVALID,
  TAIL_FULL,
  NOT_FOUND,
  METHOD_NOT_ALLOWED,
  REQUEST_TIMEOUT,
  BODY_TOO_LARGE,
  BATCH_TOO_LARGE,
  CONTENT_TYPE_UNSUPPORTED,
  HEADERS_TOO_LARGE,
  INTERNAL_ERROR,
  PLUGIN_ROUTE_FAILED,
  PLUGIN_ROUTE_INVALID,
  LISTEN_FAILED,
];
