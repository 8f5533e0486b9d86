import { delivered, isOutcome, type Outcome, rejected, retry } from '@headwind/plugin-api';

/** An outcome on its way between the threads, without its brand, which structured clone loses. */
export type OutcomeData =
  | { readonly status: 'delivered'; readonly note?: string }
  | ({ readonly status: 'retry'; readonly message: string } & NonNullable<Parameters<typeof retry>[1]>)
  | ({ readonly status: 'rejected'; readonly message: string } & NonNullable<Parameters<typeof rejected>[1]>);

/**
 * What a channel said of an attempt, as plain data.
 *
 * @throws TypeError where it is no outcome
 */
export function outcomeData(answer: unknown): OutcomeData {
  if (isOutcome(answer)) return answer;
  throw new TypeError(`deliver returned ${kindOf(answer)}, expected an outcome`);
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
      throw new TypeError('deliver returned a malformed outcome, expected an outcome');
  }
}

function kindOf(answer: unknown): string {
  if (answer === null || answer === undefined) return String(answer);
  return `${typeof answer === 'object' ? 'an' : 'a'} ${typeof answer}`;
}
