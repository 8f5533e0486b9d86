import type { z } from 'zod';
import { tailAnswer } from '../../src/http/answer-schemas.js';
import { ask } from './documented-api.js';

export type TailLine = z.output<typeof tailAnswer>;

export interface Tail {
  readonly reply: Response;
  /** All lines so far, once there are so many. */
  lines(count: number): Promise<readonly TailLine[]>;
  /** Hangs up. */
  end(): Promise<void>;
  /** Resolves when the host has ended it. */
  ended(): Promise<void>;
}

/** Follows the live events. */
export async function tail(url: string, query = ''): Promise<Tail> {
  const reply = await ask(url, 'GET', `/v1/events/tail${query}`);
  if (reply.body === null) throw new Error('the answer has no body');
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    reply,
    lines: async (count) => {
      for (;;) {
        const lines = text.split('\n').slice(0, -1);
        const full = lines.filter((line) => line !== '');
        if (full.length >= count) return full.map((line) => tailAnswer.parse(JSON.parse(line)));
        const { value, done } = await reader.read();
        if (done) throw new Error(`the tail ended after ${text}`);
        text += value;
      }
    },
    end: () => reader.cancel(),
    ended: async () => {
      while (!(await reader.read()).done);
    },
  };
}
