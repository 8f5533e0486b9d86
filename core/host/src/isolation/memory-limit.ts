import type { PluginConfig } from '../config/host-config.js';

/** What the worker thread of an isolated instance may use. Bytes. */
export function memoryBytesOf({ name, isolation }: PluginConfig): number {
  if (isolation.type === 'worker') return isolation.memoryBytes;
  throw new TypeError(`the instance ${name} is not isolated`);
}
