import { type Attempt, type HeadwindEvent, isNetworkFault, isOutcome, type Outcome, retry } from '@headwind/plugin-api';
import { messageOf } from './coded-error.js';

export type Deliver = (event: HeadwindEvent, attempt: Attempt) => Outcome | Promise<Outcome>;

/*
 * The life of an attempt
 *
 *   running ──▶ ended     deliver gave an outcome, threw, gave something else, or its time is up (signal aborted)
 *      │
 *      └──────▶ abandoned  nobody waits for its outcome any more (signal aborted)
 *
 * What deliver does afterwards reaches nobody.
 */

/** One try at one delivery, under a time-out. It ends in an outcome, whatever the plugin does, unless it is abandoned. */
export class RunningAttempt {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #onEnd: ((outcome: Outcome) => void) | undefined;

  /** @param onEnd is called once, never before the constructor has returned */
  constructor(
    deliver: Deliver,
    event: HeadwindEvent,
    id: string,
    number: number,
    timeoutMs: number,
    onEnd: (outcome: Outcome) => void,
  ) {
    this.#onEnd = onEnd;
    this.#timer = setTimeout(() => this.#timeOut(timeoutMs), timeoutMs);
    void this.#run(deliver, event, { id, number, signal: this.#controller.signal });
  }

  /** Aborts the signal and waits for nothing more: the attempt has no outcome, whether or not the plugin obeys. */
  abandon(reason: string): void {
    clearTimeout(this.#timer);
    this.#onEnd = undefined;
    this.#controller.abort(new DOMException(reason, 'AbortError'));
  }

  async #run(deliver: Deliver, event: HeadwindEvent, attempt: Attempt): Promise<void> {
    let outcome: Outcome;
    try {
      const answer: unknown = await deliver(event, attempt);
      outcome = isWellFormed(answer) ? answer : noOutcome(answer);
    } catch (thrown) {
      outcome = retry(messageOf(thrown), { reason: isNetworkFault(thrown) ? 'network' : 'exception' });
    }
    this.#end(outcome);
  }

  #timeOut(timeoutMs: number): void {
    const reason = `no outcome within ${timeoutMs / 1000} s`;
    this.#end(retry(reason, { reason: 'timeout' }));
    this.#controller.abort(new DOMException(reason, 'TimeoutError'));
  }

  #end(outcome: Outcome): void {
    clearTimeout(this.#timer);
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    onEnd?.(outcome);
  }
}

function isWellFormed(answer: unknown): answer is Outcome {
  if (!isOutcome(answer)) return false;
  if (answer.status === 'delivered') return true;
  return (answer.status === 'retry' || answer.status === 'rejected') && typeof answer.message === 'string';
}

function noOutcome(answer: unknown): Outcome {
  return retry(`deliver returned ${kindOf(answer)}, expected an outcome`, { reason: 'exception' });
}

function kindOf(answer: unknown): string {
  if (answer === null || answer === undefined) return String(answer);
  return isOutcome(answer) ? 'a malformed outcome' : `${typeof answer === 'object' ? 'an' : 'a'} ${typeof answer}`;
}
