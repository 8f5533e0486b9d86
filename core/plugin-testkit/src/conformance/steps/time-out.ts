import { hang, slowBody } from '../../scripted-answer.js';
import { type AnsweredAt, startAnsweredAt } from '../answered-at.js';
import { ConformanceFault } from '../conformance-fault.js';
import type { ConformanceStep } from '../conformance-step.js';
import { type AttemptResult, deliverIn, resultText } from '../delivery-trial.js';
import type { Subject } from '../subject.js';
import { startTrial } from '../trial.js';

export const timeOutStep: ConformanceStep = {
  name: 'a time-out ends the attempt',
  kinds: ['channel'],
  starts: true,
  async run(subject) {
    const requestsByKind = await subject.requestsByKind();
    if (requestsByKind.size === 0) {
      await withoutRequests(subject);
      return;
    }
    // Each kind may have a branch of its own, and each request a signal to forget.
    for (const [kind, count] of requestsByKind) {
      for (let position = 0; position < count; position += 1) {
        await unanswered(subject, 'no answer', { kind, position, answer: hang() });
        await unanswered(subject, 'half a body', { kind, position, answer: slowBody() });
      }
    }
  },
};

async function unanswered(subject: Subject, what: string, tried: AnsweredAt): Promise<void> {
  const { kind, position, answer } = tried;
  const trial = await startAnsweredAt(subject, tried);
  const attempt = new AbortController();
  const { signal } = attempt;
  const due = trial.http.requests.length + position + 1;
  const delivery = deliverIn(trial, kind, subject.limits.settleMs, { signal });
  await Promise.race([trial.http.waitFor(due), delivery]);
  const early = await Promise.race([delivery, turns()]);
  if (early === undefined) attempt.abort(timeOut());
  const { result } = await delivery;
  await trial.stop().catch(() => undefined);
  // Whoever reads no body need not wait for it.
  if (early !== undefined && answer.type === 'slow body') return;
  // A request that follows others may be one that the delivery can do without.
  if (position > 0 && result.type !== 'unsettled' && result.type !== 'malformed') return;
  check(`${kind}, with ${what}`, result, early !== undefined);
}

/** Long enough for a plugin to be done with what it does not wait for. */
async function turns(): Promise<undefined> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return undefined;
}

function check(when: string, result: AttemptResult, isEarly: boolean): void {
  if (result.type === 'unsettled') {
    throw new ConformanceFault(
      `${when}, deliver did not end although attempt.signal was aborted.`,
      'Pass attempt.signal to ctx.http, and to whatever else deliver waits for.',
    );
  }
  if (result.type === 'malformed' || (result.type === 'outcome' && result.outcome.status === 'delivered')) {
    const point = isEarly ? 'before there was an answer' : 'after attempt.signal was aborted';
    throw new ConformanceFault(
      `${when}: ${resultText(result)}, ${point}. Expected retry, or an error thrown.`,
      'Wait for the answer, and let the error that an aborted signal causes through: it counts as retry.',
    );
  }
}

/** Whatever it sends with, it must end when its time was up before it began. */
async function withoutRequests(subject: Subject): Promise<void> {
  const trial = await startTrial(subject);
  const signal = AbortSignal.abort(timeOut());
  const { kind, result } = await deliverIn(trial, 'update_failed', subject.limits.settleMs, { signal });
  await trial.stop().catch(() => undefined);
  if (result.type === 'unsettled' || result.type === 'malformed') check(kind, result, false);
}

function timeOut(): DOMException {
  return new DOMException('no outcome in time', 'TimeoutError');
}
