import { definePlugin, delivered } from '@headwind/plugin-api';
import { z } from 'zod';

export default definePlugin({
  kind: 'channel',
  config: z.strictObject({}),
  create: () => ({
    async start() {
      throw new Error('the server refused the password');
    },
    deliver: () => delivered(),
  }),
});
