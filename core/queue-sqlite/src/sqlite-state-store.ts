import type { StateStore } from '@headwind/bus/state-store';
import type { TurnLoop } from './turn-loop.js';

/** Plugins' state, in the queue file. */
export class SqliteStateStore implements StateStore {
  readonly #loop: TurnLoop;

  constructor(loop: TurnLoop) {
    this.#loop = loop;
  }

  async get(instance: string, key: string): Promise<unknown> {
    const json = await this.#loop.ask(({ stateReads }) => stateReads.add({ instance, key }));
    return json === undefined ? undefined : JSON.parse(json);
  }

  /** A value JSON has no form for, like `undefined`, deletes. */
  async set(instance: string, key: string, value: unknown): Promise<void> {
    const json: string | undefined = JSON.stringify(value);
    return this.#loop.ask(({ stateWrites }) => stateWrites.add({ instance, key, value: json ?? null }));
  }

  async delete(instance: string, key: string): Promise<void> {
    return this.#loop.ask(({ stateWrites }) => stateWrites.add({ instance, key, value: null }));
  }
}
