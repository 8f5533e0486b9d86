/** An object of the cluster, as its writer gives it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly namespace: string;
    readonly creationTimestamp: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: object;
  readonly status?: object;
}

export interface StoredObject extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly resourceVersion: string };
}

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface StoredChange {
  readonly version: number;
  readonly plural: string;
  readonly type: ChangeType;
  readonly object: StoredObject;
}

/** What an API server keeps its objects in: every change has a version, and the last changes can be read again. */
export class KubernetesStore {
  /** Of the last change to anything. */
  version = 1_000;
  /** Changes before this version are forgotten. */
  oldest = 1_000;
  readonly #objects = new Map<string, { readonly plural: string; readonly object: StoredObject }>();
  #changes: StoredChange[] = [];
  readonly #listeners = new Set<(change: StoredChange) => void>();

  /** Creates the object, or puts it in the place of the one with its name. */
  put(plural: string, object: KubernetesObject): StoredObject {
    const key = keyOf(plural, object);
    const version = this.#next();
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const type = this.#objects.has(key) ? 'MODIFIED' : 'ADDED';
    this.#objects.set(key, { plural, object: stored });
    this.#tell({ version, plural, type, object: stored });
    return stored;
  }

  delete(plural: string, object: KubernetesObject): void {
    if (!this.#objects.delete(keyOf(plural, object))) return;
    const version = this.#next();
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.#tell({ version, plural, type: 'DELETED', object: last });
  }

  /** In the order of their names. */
  list(plural: string, namespace: string | undefined): readonly StoredObject[] {
    return [...this.#objects]
      .filter(([, each]) => each.plural === plural && isIn(each.object, namespace))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { object }]) => object);
  }

  /** Those after a version, oldest first. */
  changesSince(version: number): readonly StoredChange[] {
    return this.#changes.filter((change) => change.version > version);
  }

  /** Forgets every change so far: whoever goes on from before gets 410. */
  compact(): void {
    this.#next();
    this.oldest = this.version;
    this.#changes = [];
  }

  onChange(listener: (change: StoredChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Versions have gaps, as other objects change as well. */
  #next(): number {
    this.version += 1 + Math.floor(Math.random() * 20);
    return this.version;
  }

  #tell(change: StoredChange): void {
    this.#changes.push(change);
    for (const listener of this.#listeners) listener(change);
  }
}

export function isIn({ metadata }: KubernetesObject, namespace: string | undefined): boolean {
  return namespace === undefined || metadata.namespace === namespace;
}

function keyOf(plural: string, { metadata }: KubernetesObject): string {
  return `${plural}/${metadata.namespace}/${metadata.name}`;
}
