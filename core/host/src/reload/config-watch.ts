import { type ConfigFiles, holdTheSame, readAgain } from '../config/config-files.js';

/** How often the files are read. Milliseconds. */
const EVERY_MS = 2_000;

export interface ConfigWatchParts {
  /** What was tried last, whether or not it could take effect. */
  readonly tried: () => ConfigFiles;
  /** @param seen what the files held twice in a row; where they hold something else by now, nothing is to happen */
  readonly reload: (seen: ConfigFiles) => Promise<unknown>;
  /** Milliseconds. @defaultValue 2 seconds */
  readonly everyMs?: number;
}

/*
 * What the watch sees of the files
 *
 *   as tried ──they differ──▶ changed ──the same again──▶ a reload ──▶ as tried
 *      ▲                       │   ▲ │
 *      └──as tried again───────┘   └─┘ they differ again
 */

/**
 * Has the configuration loaded again when its file, or one of those it refers to, holds something else than what was tried
 * last. Files are compared by what they hold, which works for edits in place, renames, the symbolic links that Kubernetes
 * swaps below a mounted ConfigMap, and network file systems alike. One that is being written, or missing while it is
 * swapped, is left alone: only what was read twice in a row counts.
 */
export class ConfigWatch {
  readonly #parts: ConfigWatchParts;
  #seen: ConfigFiles | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ConfigWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    const { everyMs = EVERY_MS } = this.#parts;
    this.#timer = setTimeout(async () => {
      await this.poll();
      if (this.#timer !== undefined) this.start();
    }, everyMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Reads the files once; resolves when a reload that this led to is over. Never rejects. */
  async poll(): Promise<void> {
    const tried = this.#parts.tried();
    const before = this.#seen;
    const seen = await readAgain(tried);
    const isSettled = before !== undefined && holdTheSame(seen, before);
    this.#seen = holdTheSame(seen, tried) ? undefined : seen;
    if (this.#seen === undefined || !isSettled) return;
    this.#seen = undefined;
    // Whoever reloads says what went wrong.
    await this.#parts.reload(seen).catch(() => undefined);
  }
}
