import { sizeText } from '../config/size.js';

/** Heap and buffers of a thread that may be busy. Bytes. */
export type MeasureBusy = () => Promise<number>;

/** How often a worker is asked whether it is there. Milliseconds. */
const ASKED_EVERY_MS = 250;

/** So often in a row it may leave that unanswered: 5 seconds. */
const UNANSWERED_LIMIT = 20;

/** What the rest of the process may grow by while a worker does not answer. Bytes. */
const ELSEWHERE_BYTES = 128 * 2 ** 20;

/*
 * What is known of a worker, from one question to the next
 *
 *   answered ──asked──▶ asked ──answers──▶ answered
 *                         ├── 20 times no answer ──▶ ended: an endless loop
 *                         └── no answer, the process has grown by more than its limit, and it is not known that this
 *                             was another one ──▶ ended: out of memory
 *
 *   answered, and uses more than its limit ──collect──▶ still more ──▶ ended: out of memory
 *
 * Questions are counted, and not the time: a host that was stopped for a while itself blames nobody. A worker that is busy
 * cannot say how much it uses, so meanwhile the process is looked at as a whole; Node 22.16 and later can then measure the
 * one thread.
 */

export interface WatchParts {
  readonly memoryBytes: number;
  /** Asks; with `collect` for what it uses when nothing is left that nobody needs. */
  readonly ask: (question: 'ping' | 'collect') => void;
  /** Ends the worker, for a reason that follows "it". */
  readonly end: (cause: string) => void;
  /** Resident memory of the process, in bytes. */
  readonly residentBytes: () => number;
  /** Undefined where this version of Node cannot. */
  readonly measureBusy: MeasureBusy | undefined;
}

/** Whether a worker is still there, and within its memory limit. */
export class WorkerWatch {
  readonly #parts: WatchParts;
  readonly #timer: NodeJS.Timeout;
  #unanswered = 0;
  #residentAtAnswer: number;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#residentAtAnswer = parts.residentBytes();
    this.#timer = setInterval(() => this.look(), ASKED_EVERY_MS).unref();
  }

  /** Judges by what was answered since the last look, and asks again. */
  look(): void {
    const { memoryBytes, ask, end, residentBytes } = this.#parts;
    if (this.#unanswered >= UNANSWERED_LIMIT) {
      end(`did not answer for ${(UNANSWERED_LIMIT * ASKED_EVERY_MS) / 1000} s`);
      return;
    }
    if (this.#unanswered > 0 && residentBytes() - this.#residentAtAnswer > memoryBytes + ELSEWHERE_BYTES) {
      void this.#suspect();
    }
    if (this.#unanswered === 0) ask('ping');
    this.#unanswered += 1;
  }

  /** @param isCollected whether nothing is left that nobody needs */
  answered(usedBytes: number, isCollected: boolean): void {
    const { memoryBytes, ask, end, residentBytes } = this.#parts;
    this.#residentAtAnswer = residentBytes();
    if (usedBytes <= memoryBytes) this.#unanswered = 0;
    else if (isCollected) end(`ran out of its memory limit of ${sizeText(memoryBytes)}`);
    else ask('collect');
  }

  async #suspect(): Promise<void> {
    const { memoryBytes, end, measureBusy } = this.#parts;
    // A thread that ends meanwhile is measured no more.
    const used = measureBusy === undefined ? undefined : await measureBusy().catch(() => 0);
    if (used === undefined) {
      end(`did not answer while the process grew by more than its memory limit of ${sizeText(memoryBytes)}`);
    } else if (used > memoryBytes) {
      end(`ran out of its memory limit of ${sizeText(memoryBytes)}`);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
