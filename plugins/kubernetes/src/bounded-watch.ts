import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { type KubeConfig, Watch } from '@kubernetes/client-node';
import { z } from 'zod';
import { apiErrorOf } from './api-error.js';
import type { ApiServer } from './api-server.js';
import type { Limits } from './limits.js';
import type { Resource } from './resource.js';

const eventSchema = z.object({ type: z.string(), object: z.unknown() });
const bookmarkSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/** An open watch that ended, by the API server or because nothing came over it any more. */
export class WatchEnded extends Error {}

/** A line of an open watch that is no event. Without what it says: it may be anything. */
export class UnreadableLine extends Error {}

export interface WatchHandlers {
  /** The API server has answered that the watch is open. */
  onOpen(): void;
  /** An event or a bookmark came over the watch; not an error, and nothing that cannot be read. */
  onWord(): void;
  /** Resolves when more may be read. */
  room(): Promise<void>;
}

type OnEvent = Parameters<Watch['watch']>[2];
type OnDone = Parameters<Watch['watch']>[3];

/**
 * The watch that the library's `ListWatch` opens: with bookmarks, so that the version it goes on from stays fresh while
 * nothing happens; ended when nothing comes for too long, for a connection can die without a sign; and read no faster than
 * its events are dealt with. However it ends, `done` gets an error, and whoever made the `ListWatch` decides what next.
 */
export class BoundedWatch extends Watch {
  readonly #api: ApiServer;
  readonly #resource: Resource;
  readonly #limits: Limits;
  readonly #signal: AbortSignal;
  readonly #handlers: WatchHandlers;

  /** @param signal ends every watch */
  constructor(
    config: KubeConfig,
    api: ApiServer,
    resource: Resource,
    limits: Limits,
    signal: AbortSignal,
    handlers: WatchHandlers,
  ) {
    super(config);
    this.#api = api;
    this.#resource = resource;
    this.#limits = limits;
    this.#signal = signal;
    this.#handlers = handlers;
  }

  override async watch(
    path: string,
    query: Parameters<Watch['watch']>[1],
    onEvent: OnEvent,
    done: OnDone,
  ): Promise<AbortController> {
    const ending = new AbortController();
    const signal = AbortSignal.any([this.#signal, ending.signal]);
    this.#follow(path, query, onEvent, signal).then(
      () => done(new WatchEnded('the API server ended the watch')),
      (error: unknown) => done(error),
    );
    return ending;
  }

  async #follow(
    path: string,
    query: Parameters<Watch['watch']>[1],
    onEvent: OnEvent,
    signal: AbortSignal,
  ): Promise<void> {
    const { openMs, watchMs } = this.#limits;
    // Each a little different, so that not all watches end at once.
    const timeoutSeconds = Math.ceil((watchMs * (1 + Math.random())) / 1000);
    const options = { ...query, watch: true, allowWatchBookmarks: true, timeoutSeconds };
    const response = await this.#api.open(path, options, openMs, signal);
    this.#handlers.onOpen();
    for await (const line of this.#linesOf(response)) {
      signal.throwIfAborted();
      this.#pass(line, onEvent);
      await this.#handlers.room();
    }
  }

  /** Whole lines; what the connection broke off in the middle of is left out. */
  async *#linesOf(response: IncomingMessage): AsyncGenerator<string> {
    const { idleMs } = this.#limits;
    const decoder = new StringDecoder('utf8');
    let rest = '';
    const expire = () => response.destroy(new WatchEnded(`nothing came over the watch for ${idleMs / 1000} s`));
    let timer = setTimeout(expire, idleMs);
    try {
      for await (const chunk of response) {
        clearTimeout(timer);
        const lines = (rest + decoder.write(chunk)).split('\n');
        rest = lines.pop() ?? '';
        yield* lines.filter((line) => line !== '');
        timer = setTimeout(expire, idleMs);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #pass(line: string, onEvent: OnEvent): void {
    const { type, object } = read(line);
    if (type === 'ERROR') throw apiErrorOf(object);
    const known = type === 'BOOKMARK' ? bookmarkSchema.safeParse(object).data : this.#resource.read(object);
    if (known === undefined) return;
    this.#handlers.onWord();
    onEvent(type, known);
  }
}

function read(line: string): z.output<typeof eventSchema> {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    throw new UnreadableLine('a line of the watch is no event');
  }
}
