import { definePlugin } from '@headwind/plugin-api';
import { z } from 'zod';

export default definePlugin({
  kind: 'channel',
  config: z.strictObject({}),
  create: () => ({ deliver: () => 'ok' }),
});
