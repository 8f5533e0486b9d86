import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Describe, Description, HeadwindEvent } from '@headwind/plugin-api';
import { type ErrorData, errorData, errorOf } from './error-data.js';

/*
 * `ctx.describe` answers at once, and its words (templates, the mark of a test) are the host's. So the worker thread asks,
 * and sleeps until the host's thread has answered; the host's thread never waits for the worker.
 */

/** How a worker asks: the port carries events one way and words the other, and the counter says that there are some. */
export interface DescribePort {
  readonly port: MessagePort;
  readonly answers: Int32Array<SharedArrayBuffer>;
}

type Described = { readonly description: Description } | { readonly error: ErrorData };

/** How long a worker waits for the host's thread, which answers in less than a millisecond. Milliseconds. */
const LONGEST_WAIT_MS = 30_000;

/** The host's side. The port closes with the worker. */
export function answerDescribe({ port, answers }: DescribePort, describe: Describe): void {
  port.on('message', (event: HeadwindEvent) => {
    port.postMessage(described(describe, event));
    Atomics.add(answers, 0, 1);
    Atomics.notify(answers, 0);
  });
}

function described(describe: Describe, event: HeadwindEvent): Described {
  try {
    return { description: describe(event) };
  } catch (error) {
    return { error: errorData(error) };
  }
}

/** The worker's side. */
export function describeOver({ port, answers }: DescribePort): Describe {
  return (event) => {
    const before = Atomics.load(answers, 0);
    port.postMessage(event);
    if (Atomics.wait(answers, 0, before, LONGEST_WAIT_MS) === 'timed-out') {
      throw new Error(`the host did not describe an event within ${LONGEST_WAIT_MS / 1000} s`);
    }
    const answer: { readonly message: Described } | undefined = receiveMessageOnPort(port);
    if (answer === undefined) throw new Error('the host gave no description of an event');
    const { message } = answer;
    if ('error' in message) throw errorOf(message.error);
    return message.description;
  };
}
