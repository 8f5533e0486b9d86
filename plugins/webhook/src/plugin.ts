import { definePlugin } from '@headwind/plugin-api';
import { configSchema } from './config.js';
import { createReplyReader } from './reading.js';
import { createRequestWriter, previewRequest } from './request.js';
import { warningsOf } from './warnings.js';

/** Posts each event to a URL, signed. */
export default definePlugin({
  kind: 'channel',
  config: configSchema,
  warnings: warningsOf,
  create({ config, http, name }) {
    const writeRequest = createRequestWriter(config);
    const readReply = createReplyReader(config);
    return {
      async deliver(event, { id, number, signal }) {
        const { headers, body } = writeRequest(event, { id, number, at: Date.now() });
        return readReply(await http.post(config.url, { headers, body, signal }), headers);
      },
      preview: (event) => previewRequest(config, name, event),
    };
  },
});
