/**
 * Why an attempt failed: the closed set that metrics, logs and the API use.
 *
 * | reason | meaning |
 * |---|---|
 * | `rate_limited` | the provider throttles |
 * | `timeout` | no outcome within the attempt's time |
 * | `network` | the provider was not reached, its address being refused included, or the connection broke, or something on the way answered in its place |
 * | `server_error` | the provider answered that it has trouble (5xx, 408) |
 * | `credentials` | the provider does not know or not allow us (401, 403) |
 * | `refused` | the provider will not take this message (any other answer) |
 * | `exception` | the plugin threw something else, or gave no outcome |
 * | `other` | a plugin asked for a retry or rejected without a reason |
 */
export const FAILURE_REASONS = [
  'rate_limited',
  'timeout',
  'network',
  'server_error',
  'credentials',
  'refused',
  'exception',
  'other',
] as const;

/** Why an attempt failed: one of a closed set, so that metrics and logs can count by it. */
export type FailureReason = (typeof FAILURE_REASONS)[number];
