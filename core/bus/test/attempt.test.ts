import { delivered, networkFault, type Outcome, rejected, retry } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { type Deliver, RunningAttempt } from '../src/attempt.js';
import { DELIVER_TIMEOUT, OUTCOME_INVALID, QUEUE_FULL } from '../src/bus-errors.js';
import { CodedError } from '../src/coded-error.js';
import { eventOf } from './events.js';

interface Running {
  readonly running: RunningAttempt;
  readonly outcome: Promise<Outcome>;
}

const WHO = '@acme/plugin 1.0.0, /app/plugin.js';

function attempt(deliver: Deliver, timeoutMs = 10_000, who = WHO): Running {
  let end: (outcome: Outcome) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    end = resolve;
  });
  const event = eventOf('update_failed');
  return {
    running: new RunningAttempt({ deliver, ...(who !== '' && { who }) }, event, 'event-1/oncall', 3, timeoutMs, end),
    outcome,
  };
}

describe('an attempt', () => {
  it('ends in the outcome that deliver gives, at once or later', async () => {
    expect(await attempt(() => rejected('HTTP 404')).outcome).toEqual(rejected('HTTP 404'));
    expect(await attempt(async () => delivered('accepted')).outcome).toEqual(delivered('accepted'));
  });

  it('tells the plugin the id of the delivery and the number of the attempt', async () => {
    const seen: unknown[] = [];
    await attempt((_, { id, number }) => {
      seen.push(id, number);
      return delivered();
    }).outcome;
    expect(seen).toEqual(['event-1/oncall', 3]);
  });

  it('counts as retry when deliver throws, at once or later, whatever it throws', async () => {
    const broken = (): never => {
      throw new Error('no template');
    };
    const message = `DELIVER_THREW: ${WHO}: deliver threw: no template. The fault is the plugin's: correct it if it is your own, otherwise report it to its author.`;
    expect(await attempt(broken).outcome).toMatchObject({ status: 'retry', message, reason: 'exception' });
    expect(await attempt(() => Promise.reject('no')).outcome).toMatchObject({
      status: 'retry',
      message: expect.stringContaining('deliver threw: no. '),
    });
    expect(await attempt(() => Promise.reject(undefined)).outcome).toMatchObject({ status: 'retry' });
    expect(await attempt(() => Promise.reject(Object.create(null))).outcome).toMatchObject({ status: 'retry' });
  });

  it('keeps the code of what deliver throws where it has one', async () => {
    const error = new CodedError(QUEUE_FULL, 'Nothing fits in.');
    expect(await attempt(() => Promise.reject(error)).outcome).toEqual(
      retry(`QUEUE_FULL: Nothing fits in. ${QUEUE_FULL.remedy}`, { reason: 'exception' }),
    );
  });

  it('names its plugin where another thread has looked at what deliver returned, as well', async () => {
    const error = new CodedError(OUTCOME_INVALID, 'deliver returned a string, expected an outcome.');
    const { message } = await attempt(() => Promise.reject(error)).outcome.then((outcome) =>
      outcome.status === 'delivered' ? { message: '' } : outcome,
    );
    expect(message).toMatch(`OUTCOME_INVALID: ${WHO}: deliver returned a string, expected an outcome. The fault`);
  });

  it('names nothing where it does not know what delivers', async () => {
    const { outcome } = attempt(() => Promise.reject(new Error('no')), 10_000, '');
    expect(await outcome).toMatchObject({ message: expect.stringMatching(/^DELIVER_THREW: deliver threw: no\./) });
  });

  it('failed for the network when deliver throws what is marked so', async () => {
    const { outcome } = attempt(() => Promise.reject(networkFault(new Error('connect ECONNREFUSED'))));
    expect(await outcome).toEqual(retry('connect ECONNREFUSED', { reason: 'network' }));
  });

  it('counts as retry when its time is up, and aborts the signal', async () => {
    let aborted = false;
    const hanging = attempt((_, { signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => undefined);
    }, 5);
    expect(await hanging.outcome).toMatchObject({
      message: `DELIVER_TIMEOUT: ${WHO}: no outcome within 0.005 s. ${DELIVER_TIMEOUT.remedy}`,
      reason: 'timeout',
    });
    expect(aborted).toBe(true);
  });

  it('has no outcome when it is abandoned, and its signal is aborted', async () => {
    const signals: AbortSignal[] = [];
    const outcomes: unknown[] = [];
    const obedient = attempt(async (_, { signal }) => {
      signals.push(signal);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return delivered();
    });
    void obedient.outcome.then((outcome) => outcomes.push(outcome));
    obedient.running.abandon('the host is stopping');
    await new Promise((resolve) => setImmediate(resolve));
    expect(signals[0]?.aborted).toBe(true);
    expect(outcomes).toEqual([]);
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a text', 'delivered', 'a string'],
    ['an object without the brand', { status: 'delivered' }, 'an object'],
    ['an unknown status', { ...delivered(), status: 'ok' }, 'a malformed outcome'],
    ['a rejection without a message', { ...rejected('x'), message: undefined }, 'a malformed outcome'],
  ])('counts as retry when deliver returns %s', async (_, answer, named) => {
    const { outcome } = attempt((() => answer) as unknown as Deliver);
    const message = `OUTCOME_INVALID: ${WHO}: deliver returned ${named}, expected an outcome. ${OUTCOME_INVALID.remedy}`;
    expect(await outcome).toMatchObject({ status: 'retry', message });
  });
});
