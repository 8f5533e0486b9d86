import { parentPort, workerData } from 'node:worker_threads';
import { type PackedAnswer, packAnswer } from './answer-packing.js';
import { openDatabase } from './schema.js';
import { failureOf } from './storage-errors.js';
import type { FromWorker, ToWorker, WorkerSettings } from './turn.js';
import { type PackedTurn, unpackTurn } from './turn-packing.js';
import { TurnRunner } from './turn-runner.js';

/** The thread that owns the queue file: SQLite's calls and the waits for the disk happen here. */
function serve(
  settings: WorkerSettings,
  answer: (message: FromWorker<PackedAnswer>) => void,
): (message: ToWorker<PackedTurn>) => void {
  const database = openDatabase(settings.path, settings.maxFileBytes);
  const runner = new TurnRunner(database, settings.maxPending);
  return (message) => {
    if (message.type === 'turn') {
      answer({ type: 'answer', answer: packAnswer(runner.run(unpackTurn(message.turn))) });
    } else {
      // Closing the last connection moves the write-ahead log into the file.
      database.close();
      parentPort?.close();
    }
  };
}

const post = (message: FromWorker<PackedAnswer>) => parentPort?.postMessage(message);
try {
  parentPort?.on('message', serve(workerData, post));
  post({ type: 'opened' });
} catch (error) {
  post({ type: 'failed', failure: failureOf(error) });
}
