import { describe, expect, it, vi } from 'vitest';
import type { HttpReply } from '../src/http.js';
import { delivered, failureReasonOf, isOutcome, outcomeOf, rejected, retry, retryOf } from '../src/outcome.js';

function reply(status: number, headers: Record<string, string> = {}, text = ''): HttpReply {
  return { status, header: (name) => headers[name], text };
}

describe('the outcome of an HTTP answer', () => {
  it.each([200, 201, 202, 204, 299])('%i is delivered', (status) => {
    expect(outcomeOf(reply(status))).toMatchObject({ status: 'delivered' });
  });

  it.each([408, 500, 502, 503, 504, 599])('%i is retry', (status) => {
    expect(outcomeOf(reply(status))).toMatchObject({ status: 'retry', message: `HTTP ${status}` });
    expect(outcomeOf(reply(status))).not.toHaveProperty('rateLimited');
  });

  it('429 is retry, and the channel is rate-limited', () => {
    expect(outcomeOf(reply(429))).toMatchObject({ status: 'retry', rateLimited: true });
  });

  it.each([100, 300, 301, 304, 307, 400, 401, 404, 409, 410, 422])('%i is rejected', (status) => {
    expect(outcomeOf(reply(status))).toMatchObject({ status: 'rejected', message: `HTTP ${status}` });
  });

  it('quotes the first line of the answer, cut to 200 characters', () => {
    expect(outcomeOf(reply(400, {}, '\n bad payload \nstack'))).toMatchObject({
      message: expect.stringMatching(/^HTTP 400: bad payload/),
    });
    expect(outcomeOf(reply(400, {}, 'x'.repeat(500)))).toMatchObject({ message: `HTTP 400: ${'x'.repeat(199)}…` });
  });
});

describe('a retry in words of its own', () => {
  it.each([
    [reply(503, { 'retry-after': '7' }), undefined, { afterMs: 7_000, reason: 'server_error' }],
    [reply(429), undefined, { rateLimited: true, reason: 'rate_limited' }],
    [reply(200), 429, { rateLimited: true, reason: 'rate_limited' }],
    [reply(500), undefined, { reason: 'server_error' }],
  ])('keeps the hints of the answer: %#', (answer, status, expected) => {
    expect(retryOf(answer, 'later', status)).toEqual({ ...retry('later'), ...expected });
  });
});

describe('the reason of a failed attempt', () => {
  it.each([
    [429, 'rate_limited'],
    [408, 'server_error'],
    [500, 'server_error'],
    [599, 'server_error'],
    [401, 'credentials'],
    [403, 'credentials'],
    [302, 'refused'],
    [400, 'refused'],
    [404, 'refused'],
    [422, 'refused'],
  ])('is, where %i is answered, %s', (status, reason) => {
    expect(failureReasonOf(outcomeOf(reply(status)))).toBe(reason);
  });

  it.each([
    ['none where it did not fail', delivered(), undefined],
    ['what the plugin says', retry('no route', { reason: 'network' }), 'network'],
    ['what the plugin says of a rejection', rejected('no', { reason: 'credentials' }), 'credentials'],
    ['"other" where the plugin says nothing', retry('later'), 'other'],
    ['"other" of a rejection without one', rejected('no'), 'other'],
    ['the rate limit, whatever else is said', retry('later', { rateLimited: true, reason: 'network' }), 'rate_limited'],
    ['"other" where it is made up', { ...rejected('no'), reason: Object('hunter2') }, 'other'],
  ])('is %s', (_, outcome, reason) => {
    expect(failureReasonOf(outcome)).toBe(reason);
  });
});

describe('Retry-After', () => {
  it.each([429, 408, 503])('is honoured with %i', (status) => {
    expect(outcomeOf(reply(status, { 'retry-after': '120' }))).toMatchObject({ afterMs: 120_000 });
  });

  it.each([
    ['0', 0],
    [' 7 ', 7_000],
  ])('%j is seconds', (value, afterMs) => {
    expect(outcomeOf(reply(503, { 'retry-after': value }))).toMatchObject({ afterMs });
  });

  it('may be a date, and one in the past is now', () => {
    vi.useFakeTimers({ now: Date.parse('2025-11-06T10:30:00Z'), toFake: ['Date'] });
    try {
      const until = (date: string) => outcomeOf(reply(503, { 'retry-after': date }));
      expect(until('Thu, 06 Nov 2025 10:31:30 GMT')).toMatchObject({ afterMs: 90_000 });
      expect(until('Thu, 06 Nov 2025 10:29:00 GMT')).toMatchObject({ afterMs: 0 });
    } finally {
      vi.useRealTimers();
    }
  });

  it.each(['', 'soon', '-', 'NaN', '12 minutes'])('%j is no hint', (value) => {
    expect(outcomeOf(reply(503, { 'retry-after': value }))).not.toHaveProperty('afterMs');
  });

  it('means nothing with an answer that is not tried again', () => {
    expect(outcomeOf(reply(400, { 'retry-after': '5' }))).not.toHaveProperty('afterMs');
  });
});

describe('an outcome', () => {
  it('carries what it was made with', () => {
    expect(delivered('accepted')).toMatchObject({ status: 'delivered', note: 'accepted' });
    expect(delivered()).not.toHaveProperty('note');
    expect(retry('later', { afterMs: 5 })).toMatchObject({ status: 'retry', message: 'later', afterMs: 5 });
    expect(rejected('no', { disableChannel: true })).toMatchObject({ message: 'no', disableChannel: true });
  });

  it.each([undefined, null, true, 'delivered', 200, { status: 'delivered' }, []])('is not %j', (value) => {
    expect(isOutcome(value)).toBe(false);
  });
});
