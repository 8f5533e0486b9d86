import { definePlugin } from '@headwind/plugin-api';
import { z } from 'zod';

const config = z.strictObject({
  level: z.enum(['info', 'warn', 'error']).default('warn').meta({ description: 'The level of what is logged.' }),
});

/** Logs each delivery that is given up. */
export default definePlugin({
  kind: 'observer',
  config,
  create: ({ config, log }) => ({
    // Must return at once: start what takes longer, and do not wait for it.
    observe(record) {
      if (record.type !== 'delivery' || record.state !== 'dead') return;
      log[config.level]('a delivery was given up', { channel: record.channel, event: record.event.kind });
    },
  }),
});
