import { EventEmitter } from 'node:events';
import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { LeaseWindows } from '../src/lease-windows.js';
import type { TurnAnswer } from '../src/turn.js';
import { type StorageWorker, TurnLoop } from '../src/turn-loop.js';

class SilentWorker extends EventEmitter implements StorageWorker {
  readonly postMessage = vi.fn<StorageWorker['postMessage']>();

  onAnswer(listener: (answer: TurnAnswer) => void): void {
    this.on('answer', listener);
  }

  onError(listener: (error: unknown) => void): void {
    this.on('error', listener);
  }

  onExit(listener: (code: number) => void): void {
    this.on('exit', listener);
  }
}

function loopOn(worker: StorageWorker): TurnLoop {
  const windows: LeaseWindows = new LeaseWindows(Date.now, () => loop.refill());
  const loop: TurnLoop = new TurnLoop(worker, windows, Date.now);
  return loop;
}

it('sends the worker nothing more once it has told it to end', async () => {
  const worker = new SilentWorker();
  const loop = loopOn(worker);
  const closed = loop.close();
  await vi.waitFor(() => expect(worker.postMessage).toHaveBeenCalledWith({ type: 'close' }));
  loop.prune(0);
  loop.refill();
  loop.close();
  await nextRound();
  await nextRound();
  worker.emit('exit', 0);
  await closed;
  expect(worker.postMessage).toHaveBeenCalledOnce();
});

it('sends what one round of the event loop asks for as one turn, and keeps one turn under way', async () => {
  const worker = new SilentWorker();
  const loop = loopOn(worker);
  const asked = [1, 2, 3].map(() => loop.ask(({ depths }) => depths.add({ channel: undefined })));
  await nextRound();
  loop.ask(({ depths }) => depths.add({ channel: undefined })).catch(() => {});
  await nextRound();
  await nextRound();
  expect(worker.postMessage).toHaveBeenCalledOnce();
  expect(worker.postMessage.mock.lastCall?.[0]).toMatchObject({ type: 'turn', turn: { depths: [{}, {}, {}] } });
  const depths = asked.map((_, pending) => [{ channel: 'chat', pending, dead: 0, oldestPendingAt: undefined }]);
  const answer: TurnAnswer = {
    written: { firstSeq: 1, duplicates: [], full: [], replayed: [], discarded: [] },
    unsettled: undefined,
    read: { states: [], lists: [], finds: [], depths },
    handovers: [],
    moreToPrune: false,
  };
  worker.emit('answer', answer);
  expect(await Promise.all(asked)).toEqual(depths);
  await vi.waitFor(() => expect(worker.postMessage).toHaveBeenCalledTimes(2));
  worker.emit('exit', 0);
});
