import { MessageChannel, Worker } from 'node:worker_threads';
import { CodedError } from '@headwind/bus/coded-error';
import type { Describe, ObservedRecord, PluginLog } from '@headwind/plugin-api';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { isMapping } from '@headwind/plugin-loader/mapping';
import { sizeText } from '../config/size.js';
import type { Redactor } from '../log/redactor.js';
import type { CodeToLoad } from '../plugins/load-code.js';
import { codeOf } from '../plugins/plugin-instance.js';
import { BoundedStream } from './bounded-stream.js';
import { CallChannel, type Handlers } from './call-channel.js';
import { PLUGIN_WORKER_ENDED } from './isolation-errors.js';
import type { FromWorker, HostMethods, ToWorker, WorkerCalls, WorkerMethods, WorkerStart } from './messages.js';
import { answerDescribe } from './synchronous-describe.js';
import { workerEnvironment } from './worker-environment.js';
import { passOn } from './worker-output.js';
import { type MeasureBusy, WorkerWatch } from './worker-watch.js';

/** The built file, also where this runs from its source. */
const ENTRY = new URL('../../dist/isolation/worker.js', import.meta.url);

/**
 * V8 ends the whole process where one allocation goes far beyond a worker's own limit, as when a large map grows. So its
 * limit lies higher than ours by this, and ours is held by the watch. Bytes.
 */
const HEADROOM_BYTES = 4 * 2 ** 30;

/** What Node gives a worker by itself; the command line of the host gives its own thread more. MiB. */
const YOUNG_GENERATION_MIB = 48;

/** As much as a lane, or whoever asks for its routes, asks of it. */
const CALL_LIMIT = Number.POSITIVE_INFINITY;

export interface WorkerThreadParts {
  readonly code: CodeToLoad;
  readonly memoryBytes: number;
  readonly redactor: Redactor;
  /** What the instance logs. */
  readonly log: PluginLog;
  readonly describe: Describe;
  readonly handlers: Partial<Handlers<HostMethods>>;
  /** Is told the cause, an error of code `PLUGIN_WORKER_ENDED`, before the calls under way are rejected with it. */
  readonly onEnd: (cause: CodedError) => void;
}

/*
 * The life of a worker thread
 *
 *   started ── uncaught error, exit, no answer, too much memory ──▶ ended: its cause is known, every call rejected
 *      └────────────────────── end: nobody needs it any more ─────▶ ended
 *
 * A thread in native code goes on until that returns. It counts as ended nevertheless; `gone` says when it is no more.
 */

/** The worker thread of one isolated instance, seen from the host's thread. */
export class WorkerThread {
  readonly calls: WorkerCalls;
  readonly #parts: WorkerThreadParts;
  readonly #worker: Worker;
  readonly #watch: WorkerWatch;
  readonly #records: BoundedStream<ObservedRecord>;
  #gone: Promise<unknown> | undefined;

  constructor(parts: WorkerThreadParts) {
    const { code, memoryBytes, redactor, log, describe, handlers } = parts;
    this.#parts = parts;
    const { port1, port2 } = new MessageChannel();
    const answers = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    answerDescribe({ port: port1, answers }, describe);
    const workerData: WorkerStart = { ...code, describe: { port: port2, answers } };
    this.#worker = new Worker(ENTRY, {
      workerData,
      transferList: [port2],
      name: code.config.name,
      env: workerEnvironment(process.env, redactor),
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.ceil((memoryBytes + HEADROOM_BYTES) / 2 ** 20),
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB,
      },
    });
    this.calls = new CallChannel<WorkerMethods, HostMethods>({
      post: (message) => this.#post(message),
      handlers,
      limit: CALL_LIMIT,
    });
    this.#records = new BoundedStream(
      (record) => this.#post({ type: 'observe', record }),
      (count) => log.warn('records were not observed: they came faster than the observer takes them', { count }),
    );
    this.#watch = new WorkerWatch({
      memoryBytes,
      ask: (type) => this.#post({ type }),
      end: (cause) => this.#fail(cause),
      residentBytes: () => process.memoryUsage.rss(),
      measureBusy: measureBusyOf(this.#worker),
    });
    this.#listen();
  }

  /** Records go one way; where the worker does not keep up, they are dropped and counted. */
  observe(record: ObservedRecord): void {
    this.#records.send(record);
  }

  /** The instance is to stop. */
  tellStopping(): void {
    this.#post({ type: 'stopping' });
  }

  /** Ends the thread, whatever it does. Resolves when it is gone. */
  end(cause = 'is not needed any more'): Promise<unknown> {
    this.#fail(cause);
    return this.#gone ?? Promise.resolve();
  }

  #listen(): void {
    const { redactor } = this.#parts;
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(this.#causeOf(error), error));
    this.#worker.on('exit', (code) => this.#fail(`exited with code ${code}`));
    this.#worker.on('messageerror', (error) => this.#fail(`sent what cannot be read: ${firstLine(error)}`));
    passOn(this.#worker.stdout, process.stdout, redactor);
    passOn(this.#worker.stderr, process.stderr, redactor);
  }

  #receive(message: FromWorker): void {
    const { redactor, log } = this.#parts;
    switch (message.type) {
      case 'pong':
        this.#watch.answered(message.usedBytes, message.isCollected);
        break;
      case 'secret':
        redactor.add(message.secret);
        break;
      case 'log':
        log[message.level](message.message, fieldsOf(message.fields));
        this.#post({ type: 'logged', count: 1 });
        break;
      case 'observed':
        this.#records.taken(1);
        break;
      default:
        this.calls.receive(message);
    }
  }

  #causeOf(error: unknown): string {
    const isMemory = error instanceof Error && Reflect.get(error, 'code') === 'ERR_WORKER_OUT_OF_MEMORY';
    if (isMemory) return `ran out of its memory limit of ${sizeText(this.#parts.memoryBytes)}`;
    return `threw an error that nobody caught: ${firstLine(error)}`;
  }

  /** The first cause counts; what follows from it is none. */
  #fail(cause: string, thrown?: unknown): void {
    if (this.#gone !== undefined) return;
    this.#watch.stop();
    const { redactor, code } = this.#parts;
    const found = `The worker thread of the instance "${code.config.name}" (${codeOf(code)}) ${cause}.`;
    const error = new CodedError(
      PLUGIN_WORKER_ENDED,
      redactor.redact(found),
      thrown === undefined ? {} : { cause: thrown },
    );
    this.#gone = this.#worker.terminate();
    this.#parts.onEnd(error);
    this.calls.close(error);
  }

  /** A worker that has ended hears nothing any more. */
  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

/** Node 22.16 and later can look into a thread that is busy. */
function measureBusyOf(worker: Worker): MeasureBusy | undefined {
  const measure: unknown = Reflect.get(worker, 'getHeapStatistics');
  if (typeof measure !== 'function') return undefined;
  return async () => {
    const statistics: unknown = await measure.call(worker);
    if (!isMapping(statistics)) return 0;
    return Number(statistics.used_heap_size) + Number(statistics.external_memory);
  };
}

function fieldsOf(fields: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof fields === 'object' && fields !== null ? { ...fields } : undefined;
}
