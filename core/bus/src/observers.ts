import type { ObservedRecord, PluginLog } from '@headwind/plugin-api';
import { EventEmitter } from 'eventemitter3';
import { messageOf } from './coded-error.js';
import type { EventFilter } from './router.js';

type Observe = (record: ObservedRecord) => unknown;

/** Tells every observer, in process and at once; what one throws reaches neither the others nor the publisher. */
export class Observers {
  readonly #emitter = new EventEmitter<{ record: [ObservedRecord] }>();
  readonly #log: PluginLog;

  constructor(log: PluginLog) {
    this.#log = log;
  }

  /** @returns a function that ends the subscription */
  add(name: string, accepts: EventFilter, observe: Observe): () => void {
    const guarded = (record: ObservedRecord): void => {
      try {
        if ('event' in record && !accepts(record.event)) return;
        // Observers answer nothing; one that is an async function all the same must not reject unseen.
        const answer = observe(record);
        if (isThenable(answer)) answer.then(undefined, (thrown: unknown) => this.#failed(name, thrown));
      } catch (thrown) {
        this.#failed(name, thrown);
      }
    };
    this.#emitter.on('record', guarded);
    return () => this.#emitter.off('record', guarded);
  }

  tell(record: ObservedRecord): void {
    this.#emitter.emit('record', record);
  }

  #failed(name: string, thrown: unknown): void {
    this.#log.error('observer failed', { observer: name, error: messageOf(thrown) });
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
