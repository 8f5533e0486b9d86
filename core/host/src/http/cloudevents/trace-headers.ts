import type { IncomingHttpHeaders } from 'node:http';
import type { EventDraft } from '@headwind/plugin-api';

/**
 * The headers of a request, with the trace of a CloudEvent that came alone where they name none. Several events may belong
 * to as many traces, and a request can be a part of one only.
 */
export function withTraceOf(drafts: readonly EventDraft[], headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const [draft, ...others] = drafts;
  if (headers.traceparent !== undefined || draft?.trace === undefined || others.length > 0) return headers;
  const { traceparent, tracestate } = draft.trace;
  return { ...headers, traceparent, tracestate };
}
