import type { TraceContext } from '@headwind/plugin-api';

/** Where a request that is made now stands in a trace; undefined outside every trace. */
export type TraceHeaders = () => TraceContext | undefined;

/** The headers, and where the request stands in a trace, unless they say so themselves. */
export function withTrace(
  headers: Readonly<Record<string, string>> | null,
  traceHeaders: TraceHeaders,
): Record<string, string> {
  const isPlaced = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'traceparent');
  return { ...headers, ...(!isPlaced && traceHeaders()) };
}
