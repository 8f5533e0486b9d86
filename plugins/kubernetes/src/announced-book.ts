import { createHash } from 'node:crypto';
import type { PluginState } from '@headwind/plugin-api';
import { z } from 'zod';

/** Into how many values the entries are divided: 5,000 objects are some 80 entries, or 8 KB, a value. */
const SHARDS = 64;

/** Keys kept of one object, the newest: far more than the operator's history of 10 entries a container holds. */
const KEPT = 256;

/** Stands for every namespace. No namespace can have this name. */
const EVERYWHERE = '*';

const entrySchema = z.object({ namespace: z.string(), announced: z.array(z.string()) });
const shardSchema = z.record(z.string(), entrySchema).catch({});
const listedSchema = z.object({ cluster: z.string(), namespaces: z.array(z.string()) });

type Entry = z.output<typeof entrySchema>;

/**
 * What was announced of the objects of one resource, in the instance's state: an event's id keeps it from being announced
 * twice only as long as the queue remembers it. An object that nothing was announced of has no entry. It is of one cluster:
 * in another one nothing counts as listed.
 *
 * Changes are in memory until `save`; a crash before it only means that events are published again, under the same ids.
 */
export class AnnouncedBook {
  readonly #state: PluginState;
  readonly #resource: string;
  readonly #cluster: string;
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<string, Entry>());
  readonly #changed = new Set<number>();
  /** Namespaces of which a whole list was taken before. */
  #listed: readonly string[] = [];
  #listedChanged = false;

  /**
   * @param resource its plural: `updaterequests`
   * @param cluster its identity
   */
  constructor(state: PluginState, resource: string, cluster: string) {
    this.#state = state;
    this.#resource = resource;
    this.#cluster = cluster;
  }

  /** Reads what is stored, before anything else. */
  async load(): Promise<void> {
    await Promise.all(
      this.#shards.map(async (entries, shard) => {
        const stored = shardSchema.parse((await this.#state.get(this.#keyOf(shard))) ?? {});
        for (const [uid, entry] of Object.entries(stored)) entries.set(uid, entry);
      }),
    );
    const listed = listedSchema.safeParse(await this.#state.get(this.#keyOf('listed'))).data;
    if (listed?.cluster === this.#cluster) this.#listed = listed.namespaces;
    else this.forgetAll();
  }

  announced(uid: string): readonly string[] {
    return this.#shards[shardOf(uid)]?.get(uid)?.announced ?? [];
  }

  note(uid: string, namespace: string, keys: readonly string[]): void {
    const known = this.announced(uid);
    const news = keys.filter((key) => !known.includes(key));
    if (news.length === 0) return;
    this.#shards[shardOf(uid)]?.set(uid, { namespace, announced: [...known, ...news].slice(-KEPT) });
    this.#changed.add(shardOf(uid));
  }

  forget(uid: string): void {
    if (this.#shards[shardOf(uid)]?.delete(uid)) this.#changed.add(shardOf(uid));
  }

  /** Makes the next list a first one. */
  forgetAll(): void {
    if (this.#listed.length > 0) this.#setListed([]);
    this.#forgetWhere(() => true);
  }

  /** Whether a whole list that has the objects of this namespace was taken before. */
  wasListed(namespace: string): boolean {
    return this.#listed.includes(EVERYWHERE) || this.#listed.includes(namespace);
  }

  /** @param namespace all where left out */
  noteListed(namespace: string | undefined): void {
    if (!this.wasListed(namespace ?? EVERYWHERE)) this.#setListed([...this.#listed, namespace ?? EVERYWHERE]);
  }

  /**
   * Forgets the namespaces that are watched no longer. When they are watched again they are new: what is finished by then
   * is not announced.
   */
  narrow(namespaces: readonly string[]): void {
    const kept = namespaces.filter((namespace) => this.wasListed(namespace));
    if (kept.join() !== this.#listed.join()) this.#setListed(kept);
    this.#forgetWhere(({ namespace }) => !namespaces.includes(namespace));
  }

  /**
   * Forgets the objects that a whole list does not have.
   *
   * @param namespace that was listed; all where left out
   */
  keepOnly(namespace: string | undefined, uids: ReadonlySet<string>): void {
    this.#forgetWhere((entry, uid) => (namespace === undefined || entry.namespace === namespace) && !uids.has(uid));
  }

  /** Resolves once all changes are durable. What cannot be stored stays a change, for the next call. */
  async save(): Promise<void> {
    await Promise.all([...this.#changed].map((shard) => this.#saveShard(shard)));
    // Last: a namespace counts as listed, and of this cluster, once what was finished in it is stored.
    if (!this.#listedChanged) return;
    await this.#state.set(this.#keyOf('listed'), { cluster: this.#cluster, namespaces: this.#listed });
    this.#listedChanged = false;
  }

  async #saveShard(shard: number): Promise<void> {
    const entries = this.#shards[shard] ?? [];
    this.#changed.delete(shard);
    try {
      await this.#state.set(this.#keyOf(shard), Object.fromEntries(entries));
    } catch (error) {
      this.#changed.add(shard);
      throw error;
    }
  }

  #setListed(namespaces: readonly string[]): void {
    this.#listed = namespaces;
    this.#listedChanged = true;
  }

  #forgetWhere(isOver: (entry: Entry, uid: string) => boolean): void {
    for (const entries of this.#shards) {
      for (const [uid, entry] of entries) if (isOver(entry, uid)) this.forget(uid);
    }
  }

  #keyOf(part: number | 'listed'): string {
    return `${this.#resource}/${part}`;
  }
}

function shardOf(uid: string): number {
  return createHash('sha256').update(uid).digest().readUInt32BE() % SHARDS;
}
