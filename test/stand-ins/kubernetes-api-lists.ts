import type { KubernetesRequest } from './kubernetes-api-request.js';
import { CONTINUE_EXPIRED, type KubernetesStatus } from './kubernetes-api-status.js';
import type { KubernetesStore, StoredObject } from './kubernetes-api-store.js';

interface Snapshot {
  readonly version: number;
  readonly items: readonly StoredObject[];
}

/** Lists as of one moment, page by page: as long as the store remembers the moment. */
export class KubernetesLists {
  readonly #store: KubernetesStore;
  readonly #snapshots = new Map<string, Snapshot>();

  constructor(store: KubernetesStore) {
    this.#store = store;
  }

  page({ plural, namespace, query }: KubernetesRequest): KubernetesStatus | object {
    const limit = Number(query.get('limit') ?? '0') || Number.POSITIVE_INFINITY;
    const [id = '', start = '0'] = (query.get('continue') ?? '').split('.');
    const { version } = this.#store;
    const snapshot = id === '' ? { version, items: this.#store.list(plural, namespace) } : this.#snapshots.get(id);
    if (snapshot === undefined || snapshot.version < this.#store.oldest) return CONTINUE_EXPIRED;
    const end = Number(start) + limit;
    const isLast = end >= snapshot.items.length;
    const key = id === '' ? `${plural}:${namespace ?? ''}:${version}` : id;
    if (!isLast) this.#snapshots.set(key, snapshot);
    const metadata = { resourceVersion: String(snapshot.version), ...(!isLast && { continue: `${key}.${end}` }) };
    return { kind: 'List', apiVersion: 'v1', metadata, items: snapshot.items.slice(Number(start), end) };
  }
}
