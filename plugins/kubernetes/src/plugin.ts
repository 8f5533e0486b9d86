import { definePlugin } from '@headwind/plugin-api';
import { configSchema, warningsOf } from './config.js';
import { LIMITS } from './limits.js';

/** Publishes what happens to the update requests and workloads of a cluster that the Headwind operator runs in. */
export default definePlugin({
  kind: 'source',
  config: configSchema,
  warnings: warningsOf,
  async create(ctx) {
    // The client library takes half a second to load: not for `check`, and not for those who only have this installed.
    const { createSource } = await import('./source.js');
    return createSource(ctx, LIMITS);
  },
});
