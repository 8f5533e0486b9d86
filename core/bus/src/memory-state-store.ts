import type { StateStore } from './state-store.js';

/** Keeps plugins' state as long as the process lives, for tests and for embedding without durability. */
export class MemoryStateStore implements StateStore {
  private readonly instances = new Map<string, Map<string, string>>();

  async get(instance: string, key: string): Promise<unknown> {
    const json = this.instances.get(instance)?.get(key);
    return json === undefined ? undefined : JSON.parse(json);
  }

  async set(instance: string, key: string, value: unknown): Promise<void> {
    const json: string | undefined = JSON.stringify(value);
    if (json === undefined) {
      return this.delete(instance, key);
    }
    const values = this.instances.get(instance) ?? new Map<string, string>();
    values.set(key, json);
    this.instances.set(instance, values);
  }

  async delete(instance: string, key: string): Promise<void> {
    this.instances.get(instance)?.delete(key);
  }
}
