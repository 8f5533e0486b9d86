import type { EventDraft, SourceContext } from '@headwind/plugin-api';
import type { AnnouncedBook } from './announced-book.js';
import { finishedBefore, unannounced } from './happening.js';
import { keepTrying } from './keep-trying.js';
import type { Limits } from './limits.js';
import type { Watched } from './resource.js';

/** Changes that are announced together; what was announced of them is stored at once. */
const BATCH = 100;

/** What an announcer needs of the instance. */
export type Announcing = Pick<SourceContext<unknown>, 'publish' | 'log'>;

interface Change {
  readonly book: AnnouncedBook;
  readonly object: Watched;
  /** The object was deleted. */
  readonly gone: boolean;
}

/**
 * Publishes what happened to objects, and remembers that it did: in this order, so that after a crash in between the queue
 * sees the same event again, and misses none. One thing after another, but for objects of different workloads.
 */
export class Announcer {
  readonly #ctx: Announcing;
  readonly #limits: Limits;
  readonly #signal: AbortSignal;
  #changes: Change[] = [];
  /** Settles when all that was begun has ended; never rejects. */
  #work: Promise<unknown> = Promise.resolve();
  #draining = false;

  /** @param signal aborted when the instance is to stop */
  constructor(ctx: Announcing, limits: Limits, signal: AbortSignal) {
    this.#ctx = ctx;
    this.#limits = limits;
    this.#signal = signal;
  }

  /** An object is new, has changed, or is gone. */
  changed(change: Change): void {
    this.#changes.push(change);
    if (this.#draining) return;
    this.#draining = true;
    void this.#after(() => this.#drain());
  }

  /**
   * Takes note of a whole list. Of a first one, what is finished already counts as announced; this is stored before
   * anything of it is published, so that a crash leaves either nothing or all of it.
   *
   * @param namespace that was listed; all where left out
   * @throws the signal's reason once it is aborted
   */
  listed(book: AnnouncedBook, namespace: string | undefined, objects: readonly Watched[]): Promise<void> {
    return this.#after(async () => {
      this.#signal.throwIfAborted();
      for (const object of objects) {
        const { uid, namespace: place } = object.metadata;
        if (!book.wasListed(place)) book.note(uid, place, finishedBefore(object.happenings()));
      }
      book.noteListed(namespace);
      book.keepOnly(namespace, new Set(objects.map(({ metadata }) => metadata.uid)));
      await this.#save(book);
    });
  }

  /** Resolves as soon as not too many changes wait. */
  async room(): Promise<void> {
    while (this.#changes.length >= this.#limits.waiting) await this.#work;
  }

  /** Resolves when nothing is under way any longer; the signal has to be aborted before. Never rejects. */
  async ended(): Promise<void> {
    await this.#work;
  }

  #after<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#work.then(task);
    this.#work = result.catch(() => undefined);
    return result;
  }

  async #drain(): Promise<void> {
    while (this.#changes.length > 0 && !this.#signal.aborted) await this.#announce(this.#changes.splice(0, BATCH));
    // After a stop, what is left was not begun: the next start finds it in its first list.
    this.#changes = [];
    this.#draining = false;
  }

  /** Never rejects. */
  async #announce(batch: readonly Change[]): Promise<void> {
    const workloads = new Map<string, Change[]>();
    for (const change of batch) {
      const { workload } = change.object;
      workloads.set(workload, [...(workloads.get(workload) ?? []), change]);
    }
    const books = [...new Set(batch.map(({ book }) => book))];
    await this.#settle([...workloads.values()].map((changes) => this.#announceInOrder(changes)));
    await this.#settle(books.map((book) => this.#save(book)));
  }

  async #settle(work: readonly Promise<void>[]): Promise<void> {
    for (const result of await Promise.allSettled(work)) {
      if (result.status === 'fulfilled' || this.#signal.aborted) continue;
      this.#ctx.log.error('a change in the cluster could not be announced', { error: result.reason });
    }
  }

  async #announceInOrder(changes: readonly Change[]): Promise<void> {
    for (const { book, object, gone } of changes) {
      const { uid, namespace } = object.metadata;
      for (const { key, events } of unannounced(book.announced(uid), object.happenings())) {
        for (const event of events) await this.#publish(event);
        book.note(uid, namespace, [key]);
      }
      if (gone) book.forget(uid);
    }
  }

  async #publish(event: EventDraft): Promise<void> {
    const { publish, log } = this.#ctx;
    const publication = async () => {
      try {
        await publish(event);
      } catch (error) {
        if (!isInvalid(error)) throw error;
        const workload = `${event.workload.namespace}/${event.workload.name}`;
        log.error('an object of the cluster makes no event, and is passed over', { id: event.id, workload, error });
      }
    };
    await this.#keepTrying(publication, 'an event could not be published; it is as soon as that is possible', event.id);
  }

  /** Once at least, also when the instance is to stop: what was published is remembered if it can be. */
  async #save(book: AnnouncedBook): Promise<void> {
    try {
      await book.save();
    } catch {
      await this.#keepTrying(() => book.save(), 'what was announced could not be stored; it is as soon as possible');
    }
  }

  async #keepTrying(task: () => Promise<unknown>, trouble: string, id?: string): Promise<void> {
    await keepTrying(task, {
      backoff: this.#limits.backoff,
      signal: this.#signal,
      onTrouble: (error) => this.#ctx.log.warn(trouble, { ...(id !== undefined && { id }), error }),
    });
  }
}

function isInvalid(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EVENT_INVALID';
}
