import type { ServerResponse } from 'node:http';
import type { KubernetesRequest } from './kubernetes-api-request.js';
import { type KubernetesStatus, tooLarge, tooOld } from './kubernetes-api-status.js';
import { isIn, type KubernetesStore, type StoredChange } from './kubernetes-api-store.js';

/** An open watch. */
interface OpenWatch {
  readonly request: KubernetesRequest;
  readonly response: ServerResponse;
  readonly plural: string;
  /** Nothing is sent over it any more, although it stays open. */
  silent: boolean;
}

/** The watches that are open, and what becomes of them. */
export class KubernetesWatches {
  readonly #store: KubernetesStore;
  readonly #open = new Set<OpenWatch>();

  constructor(store: KubernetesStore) {
    this.#store = store;
  }

  /** How many are open on a resource. */
  count(plural: string): number {
    return [...this.#open].filter((watch) => watch.plural === plural && !watch.silent).length;
  }

  /**
   * Opens a watch: what happened since its version, then what happens.
   *
   * @param goneInStream says that the version is too old by an event in the stream, not by the status of the answer
   * @returns what is answered in place of a watch
   */
  open(request: KubernetesRequest, response: ServerResponse, goneInStream: boolean): KubernetesStatus | undefined {
    const version = Number(request.query.get('resourceVersion') ?? '0');
    const gone = version < this.#store.oldest ? tooOld(version, this.#store.oldest) : undefined;
    if (gone !== undefined && !goneInStream) return gone;
    if (version > this.#store.version) return tooLarge(version, this.#store.version);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (gone !== undefined) {
      response.end(lineOf('ERROR', gone));
      return undefined;
    }
    const watch: OpenWatch = { request, response, plural: request.plural, silent: false };
    for (const change of this.#store.changesSince(version)) send(watch, change);
    const forget = this.#store.onChange((change) => send(watch, change));
    this.#open.add(watch);
    const timer = setTimeout(() => response.end(), Number(request.query.get('timeoutSeconds') ?? '3600') * 1000);
    response.on('close', () => {
      clearTimeout(timer);
      forget();
      this.#open.delete(watch);
    });
    return undefined;
  }

  /** Tells every watch that asked for it how far the store is. */
  bookmark(): void {
    const metadata = { resourceVersion: String(this.#store.version) };
    for (const { request, response, silent } of this.#open) {
      if (silent || request.query.get('allowWatchBookmarks') !== 'true') continue;
      response.write(lineOf('BOOKMARK', { kind: 'Bookmark', apiVersion: 'v1', metadata }));
    }
  }

  /** Ends every watch in an orderly way. */
  end(): void {
    for (const watch of this.#open) {
      watch.silent = true;
      watch.response.end();
    }
  }

  /** Breaks the connection of every watch, in the middle of an event. */
  drop(): void {
    for (const watch of this.#open) {
      watch.silent = true;
      watch.response.write('{"type":"MODIFIED","object":{"metadata":{"na', () => watch.response.destroy());
    }
  }

  /** Sends nothing more over the watches that are open now. */
  silence(): void {
    for (const watch of this.#open) watch.silent = true;
  }
}

function send({ request, response, plural, silent }: OpenWatch, change: StoredChange): void {
  if (silent || change.plural !== plural || !isIn(change.object, request.namespace)) return;
  response.write(lineOf(change.type, change.object));
}

function lineOf(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}
