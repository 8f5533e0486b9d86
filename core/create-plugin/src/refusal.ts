/** It was asked wrongly, and nothing was written; the message says what was found, what was expected and what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
