import { EVENT_KINDS, type EventKind } from '@headwind/plugin-api';
import type { ScriptedAnswer } from '../scripted-answer.js';
import { deliverIn } from './delivery-trial.js';
import type { Subject } from './subject.js';
import { startTrial, type Trial } from './trial.js';

/** Which answer one request of a delivery meets; those before it succeed. */
export interface AnsweredAt {
  /** Of the event that is delivered next. */
  readonly kind: EventKind;
  /** Which of the requests of that delivery it is, from 0. */
  readonly position: number;
  readonly answer: ScriptedAnswer;
}

/** Starts an instance that has delivered the kinds before that one, as it had when its requests were counted. */
export async function startAnsweredAt(subject: Subject, { kind, position, answer }: AnsweredAt): Promise<Trial> {
  const { reply } = await subject.acceptance();
  let index = Number.NEGATIVE_INFINITY;
  const trial = await startTrial(subject, {
    reply(request) {
      index += 1;
      return index === position + 1 ? answer : reply(request);
    },
  });
  for (const before of EVENT_KINDS.slice(0, EVENT_KINDS.indexOf(kind))) {
    await deliverIn(trial, before, subject.limits.settleMs);
  }
  index = 0;
  return trial;
}
