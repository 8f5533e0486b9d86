import type { StateStore } from '@headwind/bus/state-store';

/** A state store that shows what is in it, as `instance/key`. */
export function memoryState(): StateStore & { readonly values: Map<string, unknown> } {
  const values = new Map<string, unknown>();
  return {
    values,
    get: async (instance, key) => values.get(`${instance}/${key}`),
    async set(instance, key, value) {
      values.set(`${instance}/${key}`, value);
    },
    async delete(instance, key) {
      values.delete(`${instance}/${key}`);
    },
  };
}
