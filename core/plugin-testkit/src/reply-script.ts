import {
  cutOffBody,
  hang,
  replyWith,
  reset,
  type ScriptedAnswer,
  type ScriptedReply,
  slowBody,
} from './scripted-answer.js';

/** Answers in the order in which they are to be given, one to a request. */
export class ReplyScript {
  readonly #script: ScriptedAnswer[] = [];

  /** Answers the next request that has no answer in the script yet. */
  replyWith(status: number, reply: ScriptedReply = {}): void {
    this.#script.push(replyWith(status, reply));
  }

  /** Takes the next request and never answers. */
  hang(): void {
    this.#script.push(hang());
  }

  /** Takes the next request and resets the connection. */
  reset(): void {
    this.#script.push(reset());
  }

  /** Answers the next request with half of a body, and never with the rest. */
  slowBody(status = 200, reply: ScriptedReply = {}): void {
    this.#script.push(slowBody(status, reply));
  }

  /** Answers the next request with half of a body, and resets the connection. */
  cutOffBody(status = 200, reply: ScriptedReply = {}): void {
    this.#script.push(cutOffBody(status, reply));
  }

  /** Undefined past the end of the script. */
  protected nextAnswer(): ScriptedAnswer | undefined {
    return this.#script.shift();
  }
}
