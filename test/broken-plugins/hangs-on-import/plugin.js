import { definePlugin, delivered } from '@headwind/plugin-api';
import { z } from 'zod';

await new Promise(() => {});

export default definePlugin({
  kind: 'channel',
  config: z.strictObject({}),
  create: () => ({ deliver: () => delivered() }),
});
