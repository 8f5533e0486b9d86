import { definePlugin, delivered } from '@headwind/plugin-api';
import { z } from 'zod';

/** `start` goes on until the host is stopping, and throws then: long after its time was up. */
export default definePlugin({
  kind: 'channel',
  config: z.strictObject({}),
  create: (ctx) => ({
    start: () =>
      new Promise((_, reject) => {
        ctx.signal.addEventListener('abort', () => reject(new Error('too late')));
      }),
    deliver: () => delivered(),
  }),
});
