import { setInterval } from 'node:timers/promises';
import { definePlugin } from '@headwind/plugin-api';
import { z } from 'zod';

const config = z.strictObject({
  everySeconds: z
    .number()
    .min(1)
    .max(86_400)
    .default(60)
    .meta({ description: 'The time between two events. Seconds.' }),
});

/** Publishes an event again and again, until the host stops. Put in its place what your events come from. */
export default definePlugin({
  kind: 'source',
  config,
  create: ({ config, log, publish, signal }) => {
    async function run(): Promise<void> {
      for await (const _ of setInterval(config.everySeconds * 1_000, undefined, { signal })) await publishOne();
    }

    async function publishOne(): Promise<void> {
      try {
        // Resolves once the event is stored. With an `id` of its own, an event can be published twice without harm.
        await publish({
          kind: 'update_detected',
          workload: { namespace: 'production', name: 'checkout-api' },
          data: { currentImage: 'checkout-api:2.4.1', newImage: 'checkout-api:2.5.0' },
        });
      } catch (error) {
        log.warn('an event could not be published', { error: String(error) });
      }
    }

    return {
      start() {
        // Ends with an error when the host stops, and only then.
        run().catch(() => undefined);
      },
    };
  },
});
