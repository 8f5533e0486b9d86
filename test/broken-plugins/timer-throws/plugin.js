import { definePlugin, delivered } from '@headwind/plugin-api';
import { z } from 'zod';

export default definePlugin({
  kind: 'channel',
  config: z.strictObject({ token: z.string().meta({ writeOnly: true }) }),
  create: ({ config }) => ({
    deliver() {
      setTimeout(() => {
        throw new Error(`not caught, with ${config.token}`);
      });
      return delivered();
    },
  }),
});
