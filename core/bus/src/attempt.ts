import { type Attempt, type HeadwindEvent, isNetworkFault, isOutcome, type Outcome, retry } from '@headwind/plugin-api';
import { DELIVER_THREW, DELIVER_TIMEOUT, OUTCOME_INVALID } from './bus-errors.js';
import { CodedError, type ErrorEntry, isCodedError, messageOf } from './coded-error.js';

export type Deliver = (event: HeadwindEvent, attempt: Attempt) => Outcome | Promise<Outcome>;

/** What delivers, and what it is called where it breaks. */
export interface Deliverer {
  readonly deliver: Deliver;
  /** Its package and its module. */
  readonly who?: string | undefined;
}

/*
 * The life of an attempt
 *
 *   running ──▶ ended     deliver gave an outcome, threw, gave something else, or its time is up (signal aborted)
 *      │
 *      └──────▶ abandoned  nobody waits for its outcome any more (signal aborted)
 *
 * What deliver does afterwards reaches nobody.
 */

/**
 * One try at one delivery, under a time-out. It ends in an outcome, whatever the plugin does, unless it is abandoned: where
 * the plugin gives none, in a retry whose message is that of an error, `DELIVER_THREW`, `DELIVER_TIMEOUT` or
 * `OUTCOME_INVALID`; what is thrown with a code of its own keeps it, and trouble of the network has none.
 */
export class RunningAttempt {
  readonly #deliverer: Deliverer;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #onEnd: ((outcome: Outcome) => void) | undefined;

  /** @param onEnd is called once, never before the constructor has returned */
  constructor(
    deliverer: Deliverer,
    event: HeadwindEvent,
    id: string,
    number: number,
    timeoutMs: number,
    onEnd: (outcome: Outcome) => void,
  ) {
    this.#deliverer = deliverer;
    this.#onEnd = onEnd;
    this.#timer = setTimeout(() => this.#timeOut(timeoutMs), timeoutMs);
    void this.#run(event, { id, number, signal: this.#controller.signal });
  }

  /** Aborts the signal and waits for nothing more: the attempt has no outcome, whether or not the plugin obeys. */
  abandon(reason: string): void {
    clearTimeout(this.#timer);
    this.#onEnd = undefined;
    this.#controller.abort(new DOMException(reason, 'AbortError'));
  }

  async #run(event: HeadwindEvent, attempt: Attempt): Promise<void> {
    let outcome: Outcome;
    try {
      const answer: unknown = await this.#deliverer.deliver(event, attempt);
      outcome = isWellFormed(answer) ? answer : this.#noOutcome(`${outcomeFault(answer)}.`);
    } catch (thrown) {
      outcome = this.#thrown(thrown);
    }
    this.#end(outcome);
  }

  #timeOut(timeoutMs: number): void {
    const reason = `no outcome within ${timeoutMs / 1000} s`;
    this.#end(retry(this.#said(DELIVER_TIMEOUT, `${reason}.`), { reason: 'timeout' }));
    this.#controller.abort(new DOMException(reason, 'TimeoutError'));
  }

  #thrown(thrown: unknown): Outcome {
    const text = messageOf(thrown);
    if (isNetworkFault(thrown)) return retry(text, { reason: 'network' });
    if (!isCodedError(thrown)) {
      const found = `deliver threw: ${text.replace(/\.$/, '')}.`;
      return retry(this.#said(DELIVER_THREW, found), { reason: 'exception' });
    }
    // What a channel elsewhere gave was looked at there.
    return thrown.code === OUTCOME_INVALID.code ? this.#noOutcome(thrown.found) : retry(text, { reason: 'exception' });
  }

  #noOutcome(found: string): Outcome {
    return retry(this.#said(OUTCOME_INVALID, found), { reason: 'exception' });
  }

  #said(entry: ErrorEntry, found: string): string {
    const { who } = this.#deliverer;
    return new CodedError(entry, who === undefined ? found : `${who}: ${found}`).message;
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

/** What is wrong with what `deliver` returned, which is no outcome. */
export function outcomeFault(answer: unknown): string {
  return `deliver returned ${kindOf(answer)}, expected an outcome`;
}

function kindOf(answer: unknown): string {
  if (answer === null || answer === undefined) return String(answer);
  return isOutcome(answer) ? 'a malformed outcome' : `${typeof answer === 'object' ? 'an' : 'a'} ${typeof answer}`;
}
