import { outcomeFault } from '@headwind/bus/attempt';
import { CodedError } from '@headwind/bus/coded-error';
import { OUTCOME_INVALID } from '@headwind/bus/errors';
import { delivered, isOutcome, type Outcome, rejected, retry } from '@headwind/plugin-api';

/** An outcome on its way between the threads, without its brand, which structured clone loses. */
export type OutcomeData =
  | { readonly status: 'delivered'; readonly note?: string }
  | ({ readonly status: 'retry'; readonly message: string } & NonNullable<Parameters<typeof retry>[1]>)
  | ({ readonly status: 'rejected'; readonly message: string } & NonNullable<Parameters<typeof rejected>[1]>);

/**
 * What a channel said of an attempt, as plain data.
 *
 * @throws `OUTCOME_INVALID`
 */
export function outcomeData(answer: unknown): OutcomeData {
  if (isOutcome(answer)) return answer;
  throw new CodedError(OUTCOME_INVALID, `${outcomeFault(answer)}.`);
}

/** The outcome again, with its brand. */
export function outcomeOf(data: OutcomeData): Outcome {
  switch (data.status) {
    case 'delivered':
      return delivered(data.note);
    case 'retry': {
      const { status: _, message, ...hint } = data;
      return retry(message, hint);
    }
    case 'rejected': {
      const { status: _, message, ...effect } = data;
      return rejected(message, effect);
    }
    default:
      throw new CodedError(OUTCOME_INVALID, 'deliver returned a malformed outcome, expected an outcome.');
  }
}
