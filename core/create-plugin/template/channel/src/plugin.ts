import { definePlugin, outcomeOf } from '@headwind/plugin-api';
import { z } from 'zod';

const config = z.strictObject({
  // Whoever knows the URL can post: writeOnly makes it a secret, which no log shows.
  url: z.url({ protocol: /^https?$/ }).meta({ writeOnly: true, description: 'Where events are posted to.' }),
  prefix: z.string().default('').meta({ description: 'Stands before every text.' }),
});

/** Posts a line of text for each event. */
export default definePlugin({
  kind: 'channel',
  config,
  create: ({ config, describe, http }) => ({
    async deliver(event, attempt) {
      const { emoji, title } = describe(event);
      const { namespace, name } = event.workload;
      const reply = await http.post(config.url, {
        json: { text: `${config.prefix}${emoji} ${title}: ${namespace}/${name}` },
        // The same at every attempt, so that a receiver can tell a repeat.
        headers: { 'idempotency-key': attempt.id },
        signal: attempt.signal,
      });
      // 2xx delivered; 408, 429 and 5xx are tried again; anything else is rejected.
      return outcomeOf(reply);
    },
  }),
});
