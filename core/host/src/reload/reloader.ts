import { type ConfigFiles, holdTheSame } from '../config/config-files.js';
import { problemText } from '../config/problem-report.js';
import type { ReloadRefusal, ReloadResult } from '../http/steering.js';
import type { Log } from '../log/log.js';
import type { Redactor } from '../log/redactor.js';
import { type HostOptions, prepare } from '../prepare.js';
import { unlessStopping } from '../unless-stopping.js';
import type { LiveConfiguration } from './live-configuration.js';

export interface ReloaderParts {
  /** As the host was started. */
  readonly options: HostOptions;
  /** What the host's configuration was read from. */
  readonly files: ConfigFiles;
  readonly live: LiveConfiguration;
  /** Learns the secrets of each configuration that is read and forgets none: a line about an earlier one may be late. */
  readonly redactor: Redactor;
  readonly log: Log;
}

const NOTHING: ReloadResult = { started: [], changed: [], stopped: [], warnings: [] };
const NO_FILE = 'the host was started without a configuration file: there is nothing to reload';

/*
 * The life of a reloader
 *
 *   waiting ──start──▶ idle ◀──────▶ reloading
 *      │                │                │
 *      └────────────────┴──────stop──────┴──▶ stopping    refuses with BUS_STOPPING, what is under way included
 *
 * Reloads are made one after another. One that is asked for while the host is starting waits for that.
 */

/** Reads the configuration again while the host runs, and has it take effect. */
export class Reloader {
  readonly #parts: ReloaderParts;
  readonly #stopping = new AbortController();
  #begin: () => void = () => undefined;
  #latest: Promise<unknown>;
  #tried: ConfigFiles;

  constructor(parts: ReloaderParts) {
    this.#parts = parts;
    this.#tried = parts.files;
    this.#latest = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
  }

  /** What was read last, whether or not it took effect. */
  get tried(): ConfigFiles {
    return this.#tried;
  }

  /** From now on reloads are made. */
  start(): void {
    this.#begin();
  }

  /** Resolves when the reload under way, if there is one, has ended; for that the bus must stop as well. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#begin();
    await this.#latest;
  }

  /** @throws `BUS_STOPPING` when the host is stopping */
  async reload(): Promise<ReloadResult | ReloadRefusal> {
    return (await this.#enqueue(() => true)) ?? NOTHING;
  }

  /** Reloads, unless the files hold something else than this by now, or it was tried meanwhile. */
  async reloadIfStill(files: ConfigFiles): Promise<void> {
    await this.#enqueue((read) => holdTheSame(read, files) && !holdTheSame(read, this.#tried));
  }

  #enqueue(isMeant: (files: ConfigFiles) => boolean): Promise<ReloadResult | ReloadRefusal | undefined> {
    const reload = this.#latest.then(() => this.#reload(isMeant));
    this.#latest = reload.catch(() => undefined);
    return reload;
  }

  async #reload(isMeant: (files: ConfigFiles) => boolean): Promise<ReloadResult | ReloadRefusal | undefined> {
    const { options, live, redactor, log } = this.#parts;
    const { signal } = this.#stopping;
    if (!('path' in live.config.origin)) {
      log.warn(NO_FILE);
      return { ...NOTHING, warnings: [NO_FILE] };
    }
    try {
      const prepared = await unlessStopping(signal, prepare(options, redactor));
      if (!isMeant(prepared.files)) return undefined;
      this.#tried = prepared.files;
      const result = await live.apply(prepared, signal);
      this.#conclude(result);
      return result;
    } catch (error) {
      if (signal.aborted) throw error;
      live.reloaded(false);
      log.error('the configuration was not reloaded', { error });
      throw error;
    }
  }

  #conclude(result: ReloadResult | ReloadRefusal): void {
    const { live, log } = this.#parts;
    const isRefused = 'problems' in result;
    live.reloaded(!isRefused);
    if (isRefused) {
      for (const problem of result.problems) log.error(problemText(problem), { code: problem.code });
      log.error('the configuration was not reloaded: what is live goes on', { problems: result.problems.length });
      return;
    }
    const { started, changed, stopped, warnings } = result;
    for (const warning of warnings) log.warn(warning);
    log.info('the configuration was reloaded', { hash: live.status.hash, started, changed, stopped });
  }
}
