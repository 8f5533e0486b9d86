import { definePlugin, delivered } from '@headwind/plugin-api';
import { z } from 'zod';

export const plugin = definePlugin({
  kind: 'channel',
  config: z.strictObject({}),
  create: () => ({ deliver: () => delivered() }),
});
