import type { PluginHttp } from '@headwind/plugin-api';

/** One request of a plugin, and what came of it so far. */
export interface Exchange {
  /** Host and port alone, for the rest of a URL may be a credential. */
  readonly host: string;
  /** The status of the answer, once there is one. */
  readonly status?: number;
  /** Why there is no answer: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `ADDRESS_REFUSED`; where there is no code, `unknown`. */
  readonly trouble?: string;
}

export interface RecordedHttp {
  readonly http: PluginHttp;
  /** Every request so far, in the order in which they began. */
  exchanges(): readonly Exchange[];
}

/** The same HTTP, with a record of every request. */
export function recordHttp(http: PluginHttp): RecordedHttp {
  const exchanges: Exchange[] = [];

  async function recorded<T extends { readonly status: number }>(url: string, send: () => Promise<T>): Promise<T> {
    const host = URL.canParse(url) ? new URL(url).host : 'what is no URL';
    const place = exchanges.push({ host }) - 1;
    try {
      const reply = await send();
      exchanges[place] = { host, status: reply.status };
      return reply;
    } catch (error) {
      exchanges[place] = { host, trouble: codeOf(error) };
      throw error;
    }
  }

  return {
    exchanges: () => [...exchanges],
    http: {
      post: (url, request) => recorded(url, () => http.post(url, request)),
      fetch: (input, init) =>
        recorded(input instanceof Request ? input.url : String(input), () => http.fetch(input, init)),
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
