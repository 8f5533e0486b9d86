import { type Attempt, type HeadwindEvent, isOutcome, type Outcome, retry } from '@headwind/plugin-api';
import { messageOf } from './coded-error.js';

export type Deliver = (event: HeadwindEvent, attempt: Attempt) => Outcome | Promise<Outcome>;

/** One try at one delivery, under a time-out. It always ends in an outcome, whatever the plugin does. */
export class RunningAttempt {
  /** Never rejects. */
  readonly outcome: Promise<Outcome>;
  readonly #controller = new AbortController();
  #end: (outcome: Outcome) => void = () => undefined;

  constructor(deliver: Deliver, event: HeadwindEvent, id: string, number: number, timeoutMs: number) {
    this.outcome = new Promise((resolve) => {
      const timer = setTimeout(() => this.cancel(`no outcome within ${timeoutMs / 1000} s`), timeoutMs);
      this.#end = (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
    });
    void this.#run(deliver, event, { id, number, signal: this.#controller.signal });
  }

  /** Ends the attempt with `retry`, whether or not the plugin obeys the signal. */
  cancel(reason: string): void {
    this.#end(retry(reason));
    this.#controller.abort(new DOMException(reason, 'TimeoutError'));
  }

  async #run(deliver: Deliver, event: HeadwindEvent, attempt: Attempt): Promise<void> {
    try {
      const answer: unknown = await deliver(event, attempt);
      this.#end(isWellFormed(answer) ? answer : retry(`deliver returned ${kindOf(answer)}, expected an outcome`));
    } catch (thrown) {
      this.#end(retry(messageOf(thrown)));
    }
  }
}

function isWellFormed(answer: unknown): answer is Outcome {
  if (!isOutcome(answer)) return false;
  if (answer.status === 'delivered') return true;
  return (answer.status === 'retry' || answer.status === 'rejected') && typeof answer.message === 'string';
}

function kindOf(answer: unknown): string {
  if (answer === null || answer === undefined) return String(answer);
  return isOutcome(answer) ? 'a malformed outcome' : `${typeof answer === 'object' ? 'an' : 'a'} ${typeof answer}`;
}
