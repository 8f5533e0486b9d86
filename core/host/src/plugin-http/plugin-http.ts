import type { PluginHttp } from '@headwind/plugin-api';
import type { Redactor } from '../log/redactor.js';
import type { AddressGuard } from './address-guard.js';
import type { GuardedFetch } from './guarded-fetch.js';
import { createPost } from './post.js';
import type { TraceHeaders } from './trace-headers.js';

export interface PluginHttpOptions {
  readonly guard: AddressGuard;
  /** Blanks secrets out of error messages. */
  readonly redactor?: Redactor;
  /** Headers that place a request in a trace; a request that has a `traceparent` already gets none. @defaultValue none */
  readonly traceHeaders?: TraceHeaders | undefined;
  /** Connections an origin, for each of the two engines. @defaultValue 64 */
  readonly connections?: number;
  /** What is longer of an answer to `post` is cut off, and its connection closed. Bytes. @defaultValue 64 KiB */
  readonly bodyLimitBytes?: number;
}

const CONNECTIONS = 64;
const BODY_LIMIT_BYTES = 65_536;

/**
 * Makes `ctx.http`, one for all instances. The proxy is read from the environment now. Errors name the host and the
 * cause, never the path or query of a URL.
 */
export function createPluginHttp(options: PluginHttpOptions): PluginHttp & { close(): Promise<void> } {
  const { guard, redactor, traceHeaders, connections = CONNECTIONS, bodyLimitBytes = BODY_LIMIT_BYTES } = options;
  const poster = createPost({ guard, redactor, traceHeaders, connections, bodyLimitBytes });
  let fetcher: Promise<GuardedFetch> | undefined;

  /** Loaded with the first use, for most plugins only post. */
  async function load(): Promise<GuardedFetch> {
    const { createGuardedFetch } = await import('./guarded-fetch.js');
    return createGuardedFetch(guard, redactor, connections, traceHeaders);
  }

  return {
    post: poster.post,
    async fetch(input, init) {
      fetcher ??= load();
      return (await fetcher).fetch(input, init);
    },
    async close() {
      (await fetcher)?.close();
      await poster.close();
    },
  };
}
