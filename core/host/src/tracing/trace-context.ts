import type { TraceContext } from '@headwind/plugin-api';
import type { SpanContext } from '@opentelemetry/api';
import type { OpenTelemetryApi } from './open-telemetry-api.js';

/** Version, trace id, parent id, flags; later versions may add more (https://www.w3.org/TR/trace-context/, section 3.2). */
const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** What every vendor must pass on at least, and what an event may hold. Characters. */
const LONGEST_TRACESTATE = 512;

/** A span's place in its trace, as it goes into headers and stored events; undefined for a span that has none. */
export function traceContextOf(context: SpanContext, api: OpenTelemetryApi): TraceContext | undefined {
  if (!api.isSpanContextValid(context)) return undefined;
  const flags = context.traceFlags.toString(16).padStart(2, '0');
  const traceparent = `00-${context.traceId}-${context.spanId}-${flags}`;
  const tracestate = context.traceState?.serialize() ?? '';
  return tracestate === '' || tracestate.length > LONGEST_TRACESTATE ? { traceparent } : { traceparent, tracestate };
}

/** The span that a `traceparent` names; undefined where it is malformed, which starts a new trace. */
export function spanContextOf(
  { traceparent, tracestate }: TraceContext,
  api: OpenTelemetryApi,
): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(traceparent.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(tracestate !== undefined && { traceState: api.createTraceState(tracestate) }),
  };
  return api.isSpanContextValid(context) ? context : undefined;
}
