import { definePlugin, outcomeOf } from '@headwind/plugin-api';
import { z } from 'zod';

const BLOCK_BYTES = 2 ** 26;
const FOUR_GIB = 2 ** 32;

/** What goes wrong, by name. Each ends the thread it runs in, or never gives it back. */
const TROUBLES = {
  loop() {
    for (;;);
  },
  exit() {
    process.exit(3);
  },
  async uncaught() {
    setTimeout(() => {
      throw new Error('thrown in a timer');
    });
    await new Promise(() => {});
  },
  heap() {
    const grown = new Map();
    for (let key = 0; ; key += 1) grown.set(key, { key });
  },
  buffers() {
    const blocks = [];
    while (blocks.length < FOUR_GIB / BLOCK_BYTES) blocks.push(Buffer.alloc(BLOCK_BYTES, 1));
    return new Promise(() => blocks);
  },
};

/** A channel that is in trouble at its first attempts, and behaves after them. */
export default definePlugin({
  kind: 'channel',
  config: z.strictObject({ url: z.url(), trouble: z.enum(Object.keys(TROUBLES)), times: z.int() }),
  create: ({ config, http, state }) => ({
    async deliver(event, { signal }) {
      const attempts = (await state.get('attempts')) ?? 0;
      if (attempts < config.times) {
        await state.set('attempts', attempts + 1);
        await TROUBLES[config.trouble]();
      }
      return outcomeOf(await http.post(config.url, { json: event, signal }));
    },
  }),
});
