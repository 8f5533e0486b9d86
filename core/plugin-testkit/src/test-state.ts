import type { PluginState } from '@headwind/plugin-api';

/** `ctx.state` in memory. Values go through JSON, as they do in the host. */
export function createTestState(): PluginState {
  const values = new Map<string, string>();
  return {
    async get(key) {
      const json = values.get(key);
      return json === undefined ? undefined : JSON.parse(json);
    },
    async set(key, value) {
      values.set(key, JSON.stringify(value));
    },
    async delete(key) {
      values.delete(key);
    },
  };
}
