import { isCodedError, messageOf } from '@headwind/bus/coded-error';
import type { TracedAttempt, Tracing } from '@headwind/bus/tracing';
import type { EventDraft, Outcome, PublishReceipt, TraceContext } from '@headwind/plugin-api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import type { OpenTelemetryApi } from './open-telemetry-api.js';
import { attemptAttributes, outcomeAttributes, publicationAttributes, publishedAttributes } from './span-attributes.js';
import { spanContextOf, traceContextOf } from './trace-context.js';

export interface HostTracingParts {
  readonly api: OpenTelemetryApi;
  readonly tracer: Tracer;
  /** Blanks secrets out of what failed attempts and publications say. */
  readonly redact: (text: string) => string;
  /** Sends what is not sent yet. Never rejects. */
  readonly shutdown: () => Promise<void>;
}

/** The headers of a request, as Node has them. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The bus's spans in OpenTelemetry, and the host's part of a trace: taking it up from a publisher, handing it on to
 * receivers.
 *
 *   publisher's span ──traceparent──▶ publish ──stored with the event──▶ deliver, attempt 1 ──traceparent──▶ receiver's span
 *                                             └─────────────────────────▶ deliver, attempt 2 ──…
 */
export class HostTracing implements Tracing {
  readonly #parts: HostTracingParts;

  constructor(parts: HostTracingParts) {
    this.#parts = parts;
  }

  async publish(
    drafts: readonly EventDraft[],
    source: string,
    run: (drafts: readonly EventDraft[]) => Promise<readonly PublishReceipt[]>,
  ): Promise<readonly PublishReceipt[]> {
    const { api, tracer } = this.#parts;
    const parent = api.context.active();
    const attributes = publicationAttributes(source);
    const span = tracer.startSpan('publish', { kind: api.SpanKind.PRODUCER, attributes }, parent);
    const trace = traceContextOf(span.spanContext(), api);
    const traced = trace === undefined ? drafts : drafts.map((draft) => ({ ...draft, trace }));
    try {
      const receipts = await api.context.with(api.trace.setSpan(parent, span), () => run(traced));
      span.setAttributes(publishedAttributes(drafts, receipts));
      return receipts;
    } catch (error) {
      this.#fail(span, messageOf(error));
      span.setAttribute('error.type', isCodedError(error) ? error.code : 'exception');
      throw error;
    } finally {
      span.end();
    }
  }

  async attempt(attempt: TracedAttempt, run: () => Promise<Outcome>): Promise<Outcome> {
    const { api, tracer } = this.#parts;
    const parent = this.#contextOf(attempt.event.trace) ?? api.ROOT_CONTEXT;
    const options = { kind: api.SpanKind.CONSUMER, attributes: attemptAttributes(attempt) };
    const span = tracer.startSpan(`deliver ${attempt.channel}`, options, parent);
    const outcome = await api.context.with(api.trace.setSpan(parent, span), run);
    span.setAttributes(outcomeAttributes(outcome));
    if (outcome.status !== 'delivered') this.#fail(span, outcome.message);
    span.end();
    return outcome;
  }

  /**
   * Runs what a request asks for as a part of the trace that its `traceparent` names; where somebody else has begun a span
   * for the request already, as a part of that.
   */
  continueFrom<Result>(headers: Headers, run: () => Result): Result {
    const { context, trace } = this.#parts.api;
    const { traceparent, tracestate } = headers;
    if (typeof traceparent !== 'string' || trace.getActiveSpan() !== undefined) return run();
    const state = typeof tracestate === 'string' ? { tracestate } : {};
    const parent = this.#contextOf({ traceparent, ...state });
    return parent === undefined ? run() : context.with(parent, run);
  }

  /** What a request carries of the span that sends it; undefined outside every span. */
  headers(): TraceContext | undefined {
    const { api } = this.#parts;
    const span = api.trace.getActiveSpan();
    return span === undefined ? undefined : traceContextOf(span.spanContext(), api);
  }

  /** Sends what is not sent yet, for a few seconds at most. */
  shutdown(): Promise<void> {
    return this.#parts.shutdown();
  }

  #contextOf(trace: TraceContext | undefined): Context | undefined {
    const { api } = this.#parts;
    const span = trace === undefined ? undefined : spanContextOf(trace, api);
    return span === undefined ? undefined : api.trace.setSpanContext(api.ROOT_CONTEXT, span);
  }

  #fail(span: Span, message: string): void {
    const { api, redact } = this.#parts;
    span.setStatus({ code: api.SpanStatusCode.ERROR, message: redact(message) });
  }
}
