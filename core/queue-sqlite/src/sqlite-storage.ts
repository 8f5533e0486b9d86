import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DeliveryQueue } from '@headwind/bus/queue';
import type { StateStore } from '@headwind/bus/state-store';
import { type PackedAnswer, unpackAnswer } from './answer-packing.js';
import { LeaseWindows } from './lease-windows.js';
import { SqliteQueue } from './sqlite-queue.js';
import { SqliteStateStore } from './sqlite-state-store.js';
import { failureOf, openError } from './storage-errors.js';
import type { FromWorker, ToWorker, TurnAnswer, WorkerSettings } from './turn.js';
import { type StorageWorker, TurnLoop } from './turn-loop.js';
import { packTurn } from './turn-packing.js';

export interface SqliteStorageOptions {
  /** The queue file. It and its folder are made when missing; `-wal` stands beside it while it is open. */
  readonly path: string;
  /** Publishing is refused beyond so many pending deliveries. */
  readonly maxPending: number;
  /** Delivered deliveries are kept this long, and a duplicate of their event is known for one. Milliseconds. */
  readonly retentionMs: number;
  /** How often what is older is removed, a little at a time. Milliseconds. @defaultValue 1 minute */
  readonly pruneEveryMs?: number;
  /** Publishing is refused (`QUEUE_UNAVAILABLE`) when the file would grow beyond this. Bytes. @defaultValue no limit */
  readonly maxFileBytes?: number;
  /** Milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: () => number;
}

export interface SqliteStorage {
  /** Closing it closes the storage. */
  readonly queue: DeliveryQueue;
  readonly state: StateStore;
}

/**
 * Opens the queue file, for this process alone.
 *
 * @throws `QUEUE_LOCKED` when another process has it open, `QUEUE_DAMAGED` when it is no queue file,
 * `QUEUE_VERSION_UNSUPPORTED` when a newer program made it, `QUEUE_UNAVAILABLE` when it cannot be written
 */
export async function openSqliteStorage(options: SqliteStorageOptions): Promise<SqliteStorage> {
  const { path, maxPending, maxFileBytes, now = Date.now } = options;
  const worker = await startWorker({ path, maxPending, maxFileBytes });
  const windows: LeaseWindows = new LeaseWindows(now, () => loop.refill());
  const loop = new TurnLoop(new PackingWorker(worker), windows, now);
  const pruning = setInterval(() => loop.prune(now() - options.retentionMs), options.pruneEveryMs ?? 60_000).unref();
  void loop.ended.then(() => clearInterval(pruning));
  return { queue: new SqliteQueue(loop, windows), state: new SqliteStateStore(loop) };
}

/** The storage worker, in its thread. */
class PackingWorker implements StorageWorker {
  readonly #worker: Worker;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  postMessage(message: ToWorker): void {
    this.#worker.postMessage(message.type === 'turn' ? { type: 'turn', turn: packTurn(message.turn) } : message);
  }

  onAnswer(listener: (answer: TurnAnswer) => void): void {
    this.#worker.on('message', (message: FromWorker<PackedAnswer>) => {
      if (message.type === 'answer') listener(unpackAnswer(message.answer));
    });
  }

  onError(listener: (error: unknown) => void): void {
    this.#worker.on('error', listener);
  }

  onExit(listener: (code: number) => void): void {
    this.#worker.on('exit', listener);
  }
}

async function startWorker(settings: WorkerSettings): Promise<Worker> {
  try {
    await mkdir(dirname(settings.path), { recursive: true });
  } catch (error) {
    throw openError(settings.path, failureOf(error));
  }
  // Node's flags are for the program's own module: with `--input-type` a thread does not start, and what `--import` names
  // would run a second time.
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: settings, execArgv: [] });
  const message = await firstMessage(worker).catch((error: unknown) => {
    throw openError(settings.path, failureOf(error));
  });
  if (message.type === 'failed') {
    await worker.terminate();
    throw openError(settings.path, message.failure);
  }
  return worker;
}

function firstMessage(worker: Worker): Promise<FromWorker<PackedAnswer>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number) => reject(new Error(`the storage worker ended with code ${code}`));
    worker.once('error', reject);
    worker.once('exit', ended);
    worker.once('message', (message: FromWorker<PackedAnswer>) => {
      worker.off('error', reject);
      worker.off('exit', ended);
      resolve(message);
    });
  });
}
