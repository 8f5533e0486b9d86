/** An answer whose body has been read, up to the host's limit (64 KiB; what is longer is cut off). */
export interface HttpReply {
  readonly status: number;
  /** The value of one header, by its lower-case name. */
  header(name: string): string | undefined;
  readonly text: string;
}

/** What is posted, and how. */
export interface HttpPost {
  /** Sent as JSON, with `content-type: application/json`. Either this or `body`. */
  readonly json?: unknown;
  /** Sent exactly as it is. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Pass `attempt.signal`, so that a time-out ends the request. */
  readonly signal?: AbortSignal;
}

/** A request as a person may see it: what a channel's `preview` gives. */
export interface RequestPreview {
  readonly method: 'POST' | 'PUT';
  /** Host and path; only the host where the rest is a credential. */
  readonly url: string;
  /** Those worth seeing, `[secret]` in place of a credential. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent as JSON. Either this or `body`. */
  readonly json?: unknown;
  /** What is sent as it is. */
  readonly body?: string;
}

/**
 * HTTP for plugins. Both ways refuse addresses the operator does not allow (link-local and cloud metadata by default)
 * and go through the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
 */
export interface PluginHttp {
  /**
   * For deliveries: pooled connections, no redirects, a bounded answer. Rejects on network trouble, which the bus takes
   * for `retry`; any status is an answer.
   */
  post(url: string, request: HttpPost): Promise<HttpReply>;
  /** The Fetch API, for everything else. */
  fetch: typeof fetch;
}
