import { definePlugin, delivered } from '@headwind/plugin-api';
import { z } from 'zod';

export default definePlugin({
  kind: 'channel',
  config: z.strictObject({ room: z.string('Expected the name of a room, such as "ops".') }),
  create: () => ({ deliver: () => delivered() }),
});
