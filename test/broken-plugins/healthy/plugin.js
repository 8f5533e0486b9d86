import { definePlugin, delivered } from '@headwind/plugin-api';
import { z } from 'zod';

export default definePlugin({
  kind: 'channel',
  config: z.strictObject({
    url: z.string().meta({ writeOnly: true }).optional(),
    labels: z.array(z.string()).default(['healthy']),
  }),
  create: (ctx) => {
    let started = false;
    return {
      start() {
        started = true;
      },
      async deliver(event) {
        await ctx.state.set('last', event.id);
        return delivered(started ? 'started' : 'never started');
      },
      stop() {
        started = false;
      },
    };
  },
});
