import * as api from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spanContextOf, traceContextOf } from '../../src/tracing/trace-context.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';

function hex(length: number): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((digits) => digits.map((digit) => digit.toString(16)).join(''))
    .filter((text) => /[^0]/.test(text));
}

describe('a trace context', () => {
  it('comes back as it went, whatever the ids and flags', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 255 }), (traceId, spanId, traceFlags) => {
        const context = traceContextOf({ traceId, spanId, traceFlags }, api);
        expect(context && spanContextOf(context, api)).toEqual({ traceId, spanId, traceFlags, isRemote: true });
      }),
    );
  });

  it('keeps the tracestate', () => {
    const traceparent = `00-${TRACE_ID}-${SPAN_ID}-01`;
    const context = spanContextOf({ traceparent, tracestate: 'congo=t61rcWkgMzE,rojo=00f0' }, api);
    expect(context && traceContextOf(context, api)).toEqual({ traceparent, tracestate: 'congo=t61rcWkgMzE,rojo=00f0' });
  });

  it('leaves out a tracestate that an event cannot hold', () => {
    const traceState = Array.from({ length: 10 }).reduce<api.TraceState>(
      (state, _, index) => state.set(`vendor${index}`, 'x'.repeat(100)),
      api.createTraceState(),
    );
    const context = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, traceState };
    expect(traceContextOf(context, api)).toEqual({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` });
  });

  it.each([
    ['a later version, with more', `01-${TRACE_ID}-${SPAN_ID}-01-more`],
    ['blanks around it', ` 00-${TRACE_ID}-${SPAN_ID}-01 `],
  ])('is read with %s', (_, traceparent) => {
    expect(spanContextOf({ traceparent }, api)).toMatchObject({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 });
  });

  it.each([
    ['nothing', ''],
    ['a version that is none', `ff-${TRACE_ID}-${SPAN_ID}-01`],
    ['version 00 with more', `00-${TRACE_ID}-${SPAN_ID}-01-more`],
    ['capitals', `00-${TRACE_ID.toUpperCase()}-${SPAN_ID}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN_ID}-01`],
    ['a span id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['a short trace id', `00-${TRACE_ID.slice(1)}-${SPAN_ID}-01`],
    ['no flags', `00-${TRACE_ID}-${SPAN_ID}`],
    ['two in one', `00-${TRACE_ID}-${SPAN_ID}-01, 00-${TRACE_ID}-${SPAN_ID}-01`],
  ])('is none with %s', (_, traceparent) => {
    expect(spanContextOf({ traceparent }, api)).toBeUndefined();
  });

  it('is none of any other text', () => {
    fc.assert(fc.property(fc.string(), (traceparent) => spanContextOf({ traceparent }, api) === undefined));
  });

  it('is none of a span that records nothing', () => {
    expect(traceContextOf(api.INVALID_SPAN_CONTEXT, api)).toBeUndefined();
  });
});
