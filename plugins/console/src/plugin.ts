import { definePlugin } from '@headwind/plugin-api';
import { createConsoleChannel } from './channel.js';
import { configSchema } from './config.js';

/** Prints each event on standard output. */
export default definePlugin({
  kind: 'channel',
  config: configSchema,
  create: (ctx) => createConsoleChannel(ctx, process.stdout, process.env),
});
