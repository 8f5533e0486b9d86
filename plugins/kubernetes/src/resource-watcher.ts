import type { PluginLog } from '@headwind/plugin-api';
import { type KubeConfig, ListWatch } from '@kubernetes/client-node';
import type { AnnouncedBook } from './announced-book.js';
import type { Announcer } from './announcer.js';
import { needsNewList } from './api-error.js';
import { ApiServer } from './api-server.js';
import { waitAfter } from './backoff.js';
import { BoundedWatch, WatchEnded } from './bounded-watch.js';
import type { Limits } from './limits.js';
import { listPages } from './list-pages.js';
import { pathOf, type Resource, type Watched } from './resource.js';
import { troubleOf } from './trouble.js';

/** What a watcher is made of. */
export interface WatcherParts {
  readonly config: KubeConfig;
  readonly resource: Resource;
  /** All where left out. */
  readonly namespace: string | undefined;
  readonly book: AnnouncedBook;
  readonly announcer: Announcer;
  readonly log: PluginLog;
  readonly limits: Limits;
  /** Aborted when the instance is to stop. */
  readonly signal: AbortSignal;
}

/** One round: from a start of the `ListWatch` to what it ended with. */
interface Round {
  readonly error: unknown;
  /** How long the watch was open; undefined where it was not opened. Milliseconds. */
  readonly openMs: number | undefined;
  /** Whether something came over the watch. */
  readonly heard: boolean;
}

/*
 * The library's `ListWatch` stops at every error; this starts it again
 *
 *   listing ──taken──▶ watching ──ended, failed──▶ waiting ──▶ watching, from the last version
 *    ▲   │                                           │
 *    │   └──failed──▶ waiting ──┐                    │ the version is gone, or it failed too often
 *    └──────────────────────────┴────────────────────┘
 *
 * Waiting takes longer with each failure. Nothing is waited for after a watch that lived for a while and was ended by the
 * API server, or the first time that the version is gone.
 */
export class ResourceWatcher {
  readonly #parts: WatcherParts;
  readonly #api: ApiServer;
  readonly #path: string;
  #trouble: string | undefined;
  #verb: 'list' | 'watch' = 'list';
  #openedAt: number | undefined;
  #heard = false;
  #told = false;
  #look: () => void = () => undefined;
  /** Resolves when the first list was taken, or failed, or is not taken any more. */
  readonly looked: Promise<void>;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
    this.#api = new ApiServer(parts.config);
    this.#path = pathOf(parts.resource, parts.namespace);
    this.looked = new Promise((resolve) => {
      this.#look = resolve;
    });
  }

  /** What keeps it from seeing changes, and what to do. Undefined where nothing does. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Watches until the signal is aborted. Never rejects; when it resolves, no connection of it is open. */
  async run(): Promise<void> {
    const { signal, limits } = this.#parts;
    let failures = 0;
    let listWatch = this.#newListWatch();
    while (!signal.aborted) {
      const round = await this.#follow(listWatch);
      this.#look();
      if (signal.aborted) break;
      this.#judge(round);
      const isSteady = (round.openMs ?? 0) >= limits.steadyMs;
      if (isSteady || round.heard) failures = 0;
      const isGone = needsNewList(round.error);
      const atOnce = failures === 0 && (isGone || (isSteady && round.error instanceof WatchEnded));
      failures += 1;
      if (isGone || failures % limits.watchFailures === 0) listWatch = this.#newListWatch();
      if (!atOnce) await waitAfter(failures, limits.backoff, signal).catch(() => undefined);
    }
    // Also where it never began, so that nobody waits for a list that does not come.
    this.#look();
  }

  async #follow(listWatch: ListWatch<Watched>): Promise<Round> {
    this.#openedAt = undefined;
    this.#heard = false;
    const error = await new Promise<unknown>((resolve) => {
      const onError = (thrown: unknown) => {
        listWatch.off('error', onError);
        resolve(thrown);
      };
      listWatch.on('error', onError);
      listWatch.start().catch(onError);
    });
    await listWatch.stop();
    const openMs = this.#openedAt === undefined ? undefined : performance.now() - this.#openedAt;
    return { error, openMs, heard: this.#heard };
  }

  #newListWatch(): ListWatch<Watched> {
    const { config, resource, namespace, book, announcer, limits, signal } = this.#parts;
    const watch = new BoundedWatch(config, this.#api, resource, limits, signal, {
      onOpen: () => this.#opened(),
      onWord: () => {
        this.#heard = true;
      },
      room: () => announcer.room(),
    });
    const list = async () => {
      this.#verb = 'list';
      const page = await listPages(this.#api, this.#path, resource, limits, signal);
      await announcer.listed(book, namespace, page.items);
      this.#verb = 'watch';
      this.#look();
      return page;
    };
    const listWatch = new ListWatch<Watched>(this.#path, watch, list, false);
    for (const verb of ['add', 'update'] as const) {
      listWatch.on(verb, (object) => announcer.changed({ book, object, gone: false }));
    }
    listWatch.on('delete', (object) => announcer.changed({ book, object, gone: true }));
    return listWatch;
  }

  #opened(): void {
    this.#openedAt = performance.now();
    const { resource, namespace, log } = this.#parts;
    if (this.#told && this.#trouble === undefined) return;
    this.#told = true;
    this.#trouble = undefined;
    log.info('the cluster is watched', { resource: resource.name, namespace: namespace ?? 'all' });
  }

  /** Says what is wrong, once for as long as it stays the same. An open watch that ended is opened again; that is no trouble. */
  #judge({ error, openMs }: Round): void {
    const { resource, namespace, log } = this.#parts;
    if (openMs !== undefined || (this.#verb === 'watch' && needsNewList(error))) {
      log.debug('a watch ended, and is opened again', { resource: resource.name, namespace, error });
      return;
    }
    const trouble = troubleOf(error, { verb: this.#verb, resource, namespace, address: this.#api.address });
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    log.warn(trouble);
  }
}
