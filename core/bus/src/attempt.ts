import { type Attempt, type HeadwindEvent, isOutcome, type Outcome, retry } from '@headwind/plugin-api';
import { messageOf } from './coded-error.js';

export type Deliver = (event: HeadwindEvent, attempt: Attempt) => Outcome | Promise<Outcome>;

/** One try at one delivery, under a time-out. It always ends in an outcome, whatever the plugin does. */
export class RunningAttempt {
  /** Never rejects; stays open for ever when the attempt is abandoned. */
  readonly outcome: Promise<Outcome>;
  readonly #controller = new AbortController();
  #end: (outcome: Outcome) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(deliver: Deliver, event: HeadwindEvent, id: string, number: number, timeoutMs: number) {
    this.outcome = new Promise((resolve) => {
      this.#timer = setTimeout(() => this.#timeOut(timeoutMs), timeoutMs);
      this.#end = (outcome) => {
        clearTimeout(this.#timer);
        resolve(outcome);
      };
    });
    void this.#run(deliver, event, { id, number, signal: this.#controller.signal });
  }

  /** Aborts the signal and waits for nothing more: the attempt has no outcome, whether or not the plugin obeys. */
  abandon(reason: string): void {
    clearTimeout(this.#timer);
    this.#end = () => undefined;
    this.#controller.abort(new DOMException(reason, 'AbortError'));
  }

  #timeOut(timeoutMs: number): void {
    const reason = `no outcome within ${timeoutMs / 1000} s`;
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
