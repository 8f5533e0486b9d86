/** How long a client, or a plugin answering one, may take. Milliseconds. */
export interface HttpTimeouts {
  /** Until the headers of a request are in. @defaultValue 10 seconds */
  readonly headersMs: number;
  /** Until a request is in, body and all. @defaultValue 30 seconds */
  readonly requestMs: number;
  /** How often the two above are checked. @defaultValue 5 seconds */
  readonly checkIntervalMs: number;
  /** How long an idle connection is kept for the next request. @defaultValue 65 seconds, beyond the 60 of common proxies */
  readonly keepAliveMs: number;
  /** Until a plugin has answered a request of its own. @defaultValue 30 seconds */
  readonly pluginMs: number;
}

export const HTTP_TIMEOUTS: HttpTimeouts = {
  headersMs: 10_000,
  requestMs: 30_000,
  checkIntervalMs: 5_000,
  keepAliveMs: 65_000,
  pluginMs: 30_000,
};
