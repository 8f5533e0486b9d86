import { definePlugin, delivered } from '@headwind/plugin-api';
import { z } from 'zod';

export default definePlugin({
  kind: 'channel',
  config: z.strictObject({ token: z.string().meta({ writeOnly: true }) }),
  create: ({ config }) => ({
    async deliver() {
      Promise.reject(new Error(`left alone with ${config.token}`));
      await new Promise((resolve) => setTimeout(resolve, 20));
      return delivered();
    },
  }),
});
