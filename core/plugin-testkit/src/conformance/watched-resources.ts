import { AsyncLocalStorage, createHook } from 'node:async_hooks';

/** What keeps a process alive, by the name that Node gives it. */
const NAMES: Readonly<Record<string, string>> = {
  FSEVENTWRAP: 'a watcher of files',
  PIPESERVERWRAP: 'a server',
  PIPEWRAP: 'a connection',
  PROCESSWRAP: 'a process',
  STATWATCHER: 'a watcher of files',
  TCPSERVERWRAP: 'a server',
  TCPWRAP: 'a connection',
  Timeout: 'a timer',
  UDPWRAP: 'a socket',
  WORKER: 'a worker thread',
};

interface Opened {
  readonly name: string;
  readonly resource: object;
}

/**
 * Timers, servers and the like that some work opens, and whatever goes on from it; what the rest of the process opens
 * meanwhile, such as a test runner's timers, does not count.
 */
export class WatchedResources {
  readonly #work = new AsyncLocalStorage<true>();
  readonly #opened = new Map<number, Opened>();
  readonly #hook = createHook({
    init: (id, type, _trigger, resource) => {
      const name = NAMES[type];
      if (name !== undefined && this.#work.getStore() === true) this.#opened.set(id, { name, resource });
    },
    destroy: (id) => void this.#opened.delete(id),
  });

  constructor() {
    this.#hook.enable();
  }

  /** Watches what the work opens, now and later. */
  by<T>(work: () => T): T {
    return this.#work.run(true, work);
  }

  /** What is open and keeps the process alive, by name. */
  get open(): readonly string[] {
    const open = [...this.#opened.values()].filter(({ resource }) => keepsAlive(resource));
    return [...new Set(open.map(({ name }) => name))];
  }

  /** Watches no more. */
  end(): void {
    this.#hook.disable();
    this.#opened.clear();
  }
}

/** What has no say in it, does. */
function keepsAlive(resource: object): boolean {
  const hasRef: unknown = Reflect.get(resource, 'hasRef');
  return typeof hasRef !== 'function' || Reflect.apply(hasRef, resource, []) === true;
}
