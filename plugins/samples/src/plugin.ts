import { definePlugin } from '@headwind/plugin-api';
import { configSchema } from './config.js';
import { createStoryteller } from './storyteller.js';

/** Publishes the life of one update that goes wrong and is rolled back. */
export default definePlugin({
  kind: 'source',
  config: configSchema,
  create: (ctx) => createStoryteller(ctx, { queueFullWaitMs: 1_000 }),
});
