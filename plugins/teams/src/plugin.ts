import { definePlugin } from '@headwind/plugin-api';
import { configSchema } from './config.js';
import { messageOf } from './message.js';
import { createReplyReader } from './reading.js';
import { warningsOf } from './warnings.js';

/** Posts each event to a channel in Microsoft Teams, as an Adaptive Card. */
export default definePlugin({
  kind: 'channel',
  config: configSchema,
  warnings: warningsOf,
  create({ config, describe, http }) {
    const readReply = createReplyReader(config.webhookUrl);
    return {
      async deliver(event, { signal }) {
        const json = messageOf(event, describe(event), config);
        return readReply(await http.post(config.webhookUrl, { json, signal }));
      },
      preview: (event) => ({
        method: 'POST',
        url: new URL(config.webhookUrl).host,
        headers: { 'content-type': 'application/json' },
        json: messageOf(event, describe(event), config),
      }),
    };
  },
});
