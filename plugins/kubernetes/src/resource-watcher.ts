import { setTimeout as wait } from 'node:timers/promises';
import type { PluginLog } from '@headwind/plugin-api';
import { type KubeConfig, ListWatch } from '@kubernetes/client-node';
import type { AnnouncedBook } from './announced-book.js';
import type { Announcer } from './announcer.js';
import { ApiServer } from './api-server.js';
import { BoundedWatch } from './bounded-watch.js';
import { nextAfter, type Round } from './failure-series.js';
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

/*
 * The library's `ListWatch` stops at every error; this starts it again
 *
 *   listing ──taken──▶ watching ──ended, failed──▶ waiting ──▶ watching, from the last version
 *    ▲   │                                           │
 *    │   └──failed──▶ waiting ──┐                    │ the version is gone, or it failed too often
 *    └──────────────────────────┴────────────────────┘
 *
 * Waiting takes longer with each failure; `nextAfter` says what ends a series of them. Nothing is waited for after a watch
 * that lived for a while and was ended by the API server, or the first time that the version is gone.
 */
export class ResourceWatcher {
  readonly #parts: WatcherParts;
  readonly #api: ApiServer;
  readonly #path: string;
  #trouble: string | undefined;
  /** The trouble is with what comes over an open watch: that it is open again does not end it. */
  #isOpenTrouble = false;
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
      const next = nextAfter(round, failures, limits);
      failures = next.failures;
      if (next.isTrouble) this.#troubled(round);
      else this.#ended(round, failures);
      if (next.listAnew) listWatch = this.#newListWatch();
      await wait(next.waitMs, undefined, { signal }).catch(() => undefined);
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
    return { verb: this.#verb, error, openMs, heard: this.#heard };
  }

  #newListWatch(): ListWatch<Watched> {
    const { config, resource, namespace, book, announcer, limits, signal } = this.#parts;
    const watch = new BoundedWatch(config, this.#api, resource, limits, signal, {
      onOpen: () => this.#opened(),
      onWord: () => {
        this.#heard = true;
        if (this.#isOpenTrouble) this.#recovered();
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
    if (this.#told && (this.#trouble === undefined || this.#isOpenTrouble)) return;
    this.#recovered();
  }

  #recovered(): void {
    const { resource, namespace, log } = this.#parts;
    this.#told = true;
    this.#trouble = undefined;
    this.#isOpenTrouble = false;
    log.info('the cluster is watched', { resource: resource.name, namespace: namespace ?? 'all' });
  }

  #ended({ error }: Round, failures: number): void {
    const { resource, namespace, log } = this.#parts;
    log.debug('a watch ended, and is opened again', { resource: resource.name, namespace, error });
    // It lived for a while, though nothing came: in a cluster where nothing happens that is all there is.
    if (failures === 1 && this.#isOpenTrouble) this.#recovered();
  }

  /** Says what is wrong, once for as long as it stays the same. */
  #troubled({ error, openMs }: Round): void {
    const { resource, namespace, log } = this.#parts;
    const trouble = troubleOf(error, { verb: this.#verb, resource, namespace, address: this.#api.address });
    this.#isOpenTrouble = openMs !== undefined;
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    log.warn(trouble);
  }
}
