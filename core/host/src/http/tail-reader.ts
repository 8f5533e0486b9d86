import type { ServerResponse } from 'node:http';
import type { ObservedRecord } from '@headwind/plugin-api';
import { isWanted, type TailFilter, tailRecord } from './tail-record.js';

/** What may wait for a reader; records beyond that are dropped and counted. Bytes. */
const MOST_WAITING = 1024 * 1024;

/** An empty line so often, so that nothing on the way takes the connection for dead. Milliseconds. */
const KEEP_OPEN_MS = 15_000;

export interface TailReaderParts {
  readonly response: ServerResponse;
  readonly filter: TailFilter;
  /** Blanks out secrets in what plugins say went wrong. */
  readonly redact: (text: string) => string;
}

/*
 * The life of a reader
 *
 *                  ┌── more waits for it than may ──┐
 *               keeping up                      behind: records are dropped and counted
 *                  └──── it has taken everything ───┘ and it is told how many were
 *
 *   either of them ── it goes away, or the host stops ──▶ ended
 */

/** One reader of the live events, who may be slower than what there is to tell. */
export class TailReader {
  readonly #parts: TailReaderParts;
  readonly #keepOpen: NodeJS.Timeout;
  #dropped = 0;
  #ended = false;

  constructor(parts: TailReaderParts) {
    this.#parts = parts;
    const { response } = parts;
    response.on('drain', () => this.#tellDropped());
    this.#keepOpen = setInterval(() => {
      if (!response.writableNeedDrain) response.write('\n');
    }, KEEP_OPEN_MS);
    // nginx would keep what comes until it has a page of it.
    const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
    response.writeHead(200, headers).flushHeaders();
  }

  tell(record: ObservedRecord): void {
    const { response, filter, redact } = this.#parts;
    if (this.#ended || !isWanted(record, filter)) return;
    if (this.#dropped > 0 || response.writableLength > MOST_WAITING) this.#dropped += 1;
    else this.#write(tailRecord(record, Date.now(), redact));
  }

  /** A reader who has fallen behind is cut off, so that the host need not wait for it. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#keepOpen);
    const { response } = this.#parts;
    if (this.#dropped > 0) response.destroy();
    else response.end();
  }

  #tellDropped(): void {
    if (this.#ended || this.#dropped === 0) return;
    this.#write({ type: 'dropped', count: this.#dropped });
    this.#dropped = 0;
  }

  #write(line: Record<string, unknown>): void {
    this.#parts.response.write(`${JSON.stringify(line)}\n`);
  }
}
