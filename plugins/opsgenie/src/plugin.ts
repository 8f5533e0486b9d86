import { createRequire } from 'node:module';
import { definePlugin, delivered, type RequestPreview } from '@headwind/plugin-api';
import { configSchema } from './config.js';
import { put } from './put.js';
import { createReplyReader } from './reading.js';
import { type AlertRequest, requestsFor } from './request.js';
import { warningsOf } from './warnings.js';

const { version }: { version: string } = createRequire(import.meta.url)('../package.json');

/** Opens an alert when an update or a rollback goes wrong, and closes it when that is over. */
export default definePlugin({
  kind: 'channel',
  config: configSchema,
  warnings: warningsOf,
  create({ config, describe, http }) {
    const readReply = createReplyReader(config);
    const headers = {
      authorization: `GenieKey ${config.apiKey}`,
      'user-agent': `Headwind-Notifications/${version}`,
    };
    return {
      async deliver(event, { signal }) {
        const notes: string[] = [];
        // Opening, raising and closing once more does no harm: a repeat starts over.
        for (const { action, method, url, json } of requestsFor(event, describe, config)) {
          const request = { headers, json, signal };
          const reply = await (method === 'PUT' ? put(http, url, request) : http.post(url, request));
          const outcome = readReply(reply, action);
          if (outcome.status !== 'delivered') return outcome;
          notes.push(outcome.note ?? action);
        }
        return delivered(notes.join('; ') || `${event.kind} neither opens nor closes an alert`);
      },
      preview(event) {
        const previews = requestsFor(event, describe, config).map(previewOf);
        return previews.length > 1 ? previews : previews[0];
      },
    };
  },
});

/** A request as a person may see it. */
function previewOf({ method, url, json }: AlertRequest): RequestPreview {
  const { host, pathname, search } = new URL(url);
  return { method, url: `${host}${pathname}${search}`, headers: { authorization: 'GenieKey [secret]' }, json };
}
