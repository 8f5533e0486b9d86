import { messageOf } from '@headwind/bus/coded-error';

/** What a plugin threw, as one line for a message; Node's own messages go on with a stack or the files involved. */
export function firstLine(thrown: unknown): string {
  const line = (messageOf(thrown).trim().split('\n', 1)[0] ?? '').replace(/\.$/, '');
  return line === '' ? 'an error without a message' : line;
}
