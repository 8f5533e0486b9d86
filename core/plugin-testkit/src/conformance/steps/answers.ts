import type { EventKind } from '@headwind/plugin-api';
import { cutOffBody, replyWith, reset, type ScriptedAnswer } from '../../scripted-answer.js';
import { startAnsweredAt } from '../answered-at.js';
import { ConformanceFault, NotApplicable } from '../conformance-fault.js';
import type { ConformanceStep } from '../conformance-step.js';
import { type AttemptResult, type DeliveryTrial, deliverIn, resultText } from '../delivery-trial.js';
import type { Subject } from '../subject.js';

/** What an outcome has to be. */
type Expected = 'no delivered' | 'retry' | 'retry that is rate-limited' | 'retry, or an error thrown';

interface AnswerCase {
  readonly what: string;
  readonly answer: ScriptedAnswer;
  readonly expected: Expected;
}

/** How long the throttled answer asks for. Seconds. */
const RETRY_AFTER = 2;

const refusal = (status: number): AnswerCase => ({
  what: `HTTP ${status}`,
  answer: replyWith(status, { body: 'refused' }),
  expected: 'no delivered',
});

const trouble = (status: number): AnswerCase => ({
  what: `HTTP ${status}`,
  answer: replyWith(status, { body: 'try again later' }),
  expected: 'retry',
});

/** As `outcomeOf` of the contract reads them. */
const CASES: readonly AnswerCase[] = [
  ...[400, 401, 404, 410].map(refusal),
  ...[408, 500, 503].map(trouble),
  {
    what: `HTTP 429 with Retry-After: ${RETRY_AFTER}`,
    answer: replyWith(429, { body: 'too many requests', retryAfter: RETRY_AFTER }),
    expected: 'retry that is rate-limited',
  },
  { what: 'a connection reset', answer: reset(), expected: 'retry, or an error thrown' },
  { what: 'a body that is cut off', answer: cutOffBody(), expected: 'retry, or an error thrown' },
];

export const answersStep: ConformanceStep = {
  name: 'every answer becomes a well-formed outcome',
  kinds: ['channel'],
  starts: true,
  async run(subject) {
    const requestsByKind = await subject.requestsByKind();
    const [first] = requestsByKind.keys();
    const [most] = [...requestsByKind].toSorted(([, one], [, other]) => other - one);
    if (first === undefined || most === undefined) throw new NotApplicable('it makes no request with ctx.http');
    for (const [kind, count] of new Map([[first, 1], most])) {
      for (const tried of CASES) {
        for (let position = 0; position < count; position += 1) await tryAnswer(subject, kind, tried, position);
      }
    }
  },
};

/**
 * @param kind of the event whose delivery meets that answer, after those of the kinds before it
 * @param position which of the requests of the delivery is answered so, from 0; those before it succeed
 */
async function tryAnswer(subject: Subject, kind: EventKind, tried: AnswerCase, position: number): Promise<void> {
  const trial = await startAnsweredAt(subject, { kind, position, answer: tried.answer });
  try {
    check(await deliverIn(trial, kind, subject.limits.settleMs), tried, position);
  } finally {
    await trial.stop().catch(() => undefined);
  }
}

function check(delivery: DeliveryTrial, { what, expected }: AnswerCase, position: number): void {
  // A request that follows others may be one that the delivery can do without.
  const fault = position === 0 ? faultOf(delivery, expected) : malformation(delivery.result);
  if (fault === undefined) return;
  throw new ConformanceFault(
    `${delivery.kind}, answered with ${what}: ${fault}. Expected ${position === 0 ? expected : 'an outcome, or an error thrown'}.`,
    'outcomeOf(reply) reads answers as is usual, and retryOf(reply, message) takes Retry-After along.',
  );
}

function faultOf({ result }: DeliveryTrial, expected: Expected): string | undefined {
  if (result.type === 'thrown') return expected === 'retry, or an error thrown' ? undefined : resultText(result);
  if (result.type !== 'outcome') return resultText(result);
  const { outcome } = result;
  const status = expected === 'no delivered' ? outcome.status !== 'delivered' : outcome.status === 'retry';
  if (!status) return resultText(result);
  if (expected !== 'retry that is rate-limited' || outcome.status !== 'retry') return undefined;
  if (outcome.rateLimited !== true) return 'a retry without rateLimited: true';
  const { afterMs } = outcome;
  return (afterMs ?? 0) >= RETRY_AFTER * 1000
    ? undefined
    : `a retry whose afterMs is ${afterMs}, not ${RETRY_AFTER * 1000}`;
}

function malformation(result: AttemptResult): string | undefined {
  return result.type === 'malformed' || result.type === 'unsettled' ? resultText(result) : undefined;
}
