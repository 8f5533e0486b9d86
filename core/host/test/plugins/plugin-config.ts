import type { PluginConfig } from '../../src/config/host-config.js';

/** The configuration of one instance, complete, as the configuration loader gives it. */
export function pluginConfig(use: string, overrides: Partial<PluginConfig> = {}): PluginConfig {
  return {
    name: 'oncall',
    use,
    when: {},
    lane: {
      concurrency: 16,
      timeoutMs: 30_000,
      retry: { forMs: 86_400_000, minMs: 1_000, maxMs: 300_000 },
    },
    startTimeoutMs: 10_000,
    isolation: { type: 'none' },
    config: undefined,
    ...overrides,
  };
}
