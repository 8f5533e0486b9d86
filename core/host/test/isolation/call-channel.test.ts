import { AsyncLocalStorage } from 'node:async_hooks';
import { isNetworkFault, networkFault } from '@headwind/plugin-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallChannel, type CallMessage, type Handlers } from '../../src/isolation/call-channel.js';
import { errorData, errorOf } from '../../src/isolation/error-data.js';

interface Far {
  echo(value: unknown): unknown;
  fail(): void;
  wait(): void;
  back(): unknown;
}

interface Near {
  trace(): string | undefined;
}

const trace = new AsyncLocalStorage<string>();

/** Two ends that copy what passes between them, as threads do. */
function ends(handlers: Partial<Handlers<Far>>, limit = Number.POSITIVE_INFINITY) {
  const sent: string[] = [];
  const near: CallChannel<Far, Near> = new CallChannel<Far, Near>({
    post: (message) => {
      sent.push(message.type);
      const copy: CallMessage = structuredClone(message);
      queueMicrotask(() => far.receive(copy));
    },
    handlers: { trace: () => trace.getStore() },
    limit,
  });
  const far: CallChannel<Near, Far> = new CallChannel<Near, Far>({
    post: (message) => {
      const copy: CallMessage = structuredClone(message);
      // Not part of whatever runs now.
      trace.exit(() => setImmediate(() => near.receive(copy)));
    },
    handlers,
    limit,
  });
  return { near, far, sent };
}

describe('calls between threads', () => {
  it('give back whatever can pass', async () => {
    const { near } = ends({ echo: (_serving, value) => value });
    await fc.assert(
      fc.asyncProperty(fc.anything({ withDate: true, withMap: true, withBigInt: true }), async (value) => {
        expect(await near.call('echo', [structuredClone(value)])).toEqual(structuredClone(value));
      }),
      { numRuns: 50 },
    );
  });

  it('say what cannot pass, on the way there and on the way back', async () => {
    const { near } = ends({ echo: () => () => 1 });
    await expect(near.call('echo', [() => 1])).rejects.toThrow('what was given to echo cannot pass between threads');
    await expect(near.call('echo', [1])).rejects.toThrow('what echo gave cannot pass between threads');
  });

  it('reject with what was thrown, its code and its mark', async () => {
    const { near } = ends({
      fail: () => {
        throw networkFault(Object.assign(new RangeError('too far'), { code: 'EFAR' }));
      },
    });
    const error = await near.call('fail', []).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'RangeError', message: 'too far', code: 'EFAR' });
    expect(isNetworkFault(error)).toBe(true);
  });

  it('are aborted on both sides by their signal', async () => {
    let ended: unknown;
    const { near } = ends({
      wait: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            ended = signal.reason;
            reject(signal.reason);
          });
        }),
    });
    const controller = new AbortController();
    const waiting = near.call('wait', [], controller.signal);
    await Promise.resolve();
    controller.abort(new DOMException('enough', 'TimeoutError'));
    await expect(waiting).rejects.toThrow('enough');
    await expect.poll(() => ended).toMatchObject({ name: 'TimeoutError', message: 'enough' });
  });

  it('wait on their own side where too many have no answer', async () => {
    const open: (() => void)[] = [];
    const { near, sent } = ends({ wait: () => new Promise<void>((resolve) => open.push(resolve)) }, 2);
    const calls = [1, 2, 3, 4].map(() => near.call('wait', []));
    await expect.poll(() => open.length).toBe(2);
    expect(sent).toEqual(['call', 'call']);
    open[0]?.();
    await calls[0];
    await expect.poll(() => open.length).toBe(3);
    open.forEach((each) => void each());
    await expect.poll(() => open.length).toBe(4);
    open[3]?.();
    await Promise.all(calls);
  });

  it('are rejected when the channel closes, those to come as well', async () => {
    const { near } = ends({ wait: () => new Promise<void>(() => {}) });
    const waiting = near.call('wait', []);
    near.close(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(near.call('wait', [])).rejects.toThrow('gone');
  });

  it('that are made while one is served are part of it, also where a trace is concerned', async () => {
    const { near, far } = ends({ back: () => far.call('trace', []) });
    const answers = await Promise.all(['one', 'two'].map((name) => trace.run(name, () => near.call('back', []))));
    expect(answers).toEqual(['one', 'two']);
    expect(await far.call('trace', [])).toBeUndefined();
  });
});

describe('an error between threads', () => {
  it('keeps its causes, however they go round', () => {
    const error = new Error('outer');
    error.cause = error;
    const again = errorOf(structuredClone(errorData(error)));
    expect(again.message).toBe('outer');
    expect(again.cause).toMatchObject({ message: 'outer' });
  });

  it('is made of anything that was thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(errorOf(structuredClone(errorData(thrown)))).toBeInstanceOf(Error);
      }),
    );
  });
});
