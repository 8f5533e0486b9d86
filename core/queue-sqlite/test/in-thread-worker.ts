import { EventEmitter } from 'node:events';
import type Database from 'libsql';
import { LeaseWindows } from '../src/lease-windows.js';
import { SqliteQueue } from '../src/sqlite-queue.js';
import type { ToWorker, TurnAnswer } from '../src/turn.js';
import { TurnLoop } from '../src/turn-loop.js';
import { TurnRunner } from '../src/turn-runner.js';

/** The storage worker without its thread, so that a test can do things to the database, and to the worker. */
export class InThreadWorker extends EventEmitter {
  readonly #runner: TurnRunner;
  readonly #database: Database.Database;

  constructor(database: Database.Database, maxPending = 1_000) {
    super();
    this.#database = database;
    this.#runner = new TurnRunner(database, maxPending);
  }

  onAnswer(listener: (answer: TurnAnswer) => void): void {
    this.on('answer', listener);
  }

  onError(listener: (error: unknown) => void): void {
    this.on('error', listener);
  }

  onExit(listener: (code: number) => void): void {
    this.on('exit', listener);
  }

  postMessage(message: ToWorker): void {
    setImmediate(() => {
      if (message.type === 'turn') {
        this.emit('answer', this.#runner.run(structuredClone(message.turn)));
      } else {
        this.#database.close();
        this.emit('exit', 0);
      }
    });
  }
}

export function queueOn(worker: InThreadWorker): SqliteQueue {
  const windows: LeaseWindows = new LeaseWindows(Date.now, () => loop.refill());
  const loop = new TurnLoop(worker, windows, Date.now);
  return new SqliteQueue(loop, windows);
}
