import { definePlugin, delivered, type RejectedOutcome, type RetryOutcome } from '@headwind/plugin-api';
import { configSchema } from './config.js';
import { createReplyReader } from './reading.js';
import { bodyOf, createRequestWriter, previewOf } from './request.js';
import { warningsOf } from './warnings.js';

/** Opens, acknowledges and resolves incidents in PagerDuty, one for each update that goes wrong. */
export default definePlugin({
  kind: 'channel',
  config: configSchema,
  warnings: warningsOf,
  create({ config, describe, http, name }) {
    const writeRequests = createRequestWriter(config, describe);
    const readReply = createReplyReader(config);
    return {
      async deliver(event, { id, signal }) {
        const requests = writeRequests(event, id);
        if (requests.length === 0) return delivered(`nothing to send for ${event.kind}`);
        const effects: string[] = [];
        for (const request of requests) {
          const reply = await http.post(request.url, { json: bodyOf(request, config.routingKey), signal });
          const outcome = readReply(reply, request.effect);
          if (outcome.status !== 'delivered') return after(effects, outcome);
          effects.push(request.effect);
        }
        return delivered(effects.join('; '));
      },
      preview(event) {
        const previews = writeRequests(event, `${event.id}/${name}`).map(previewOf);
        return previews.length > 1 ? previews : previews[0];
      },
    };
  },
});

/** A repeat starts over, and a dead letter should not look as if nothing had arrived. */
function after<Failure extends RejectedOutcome | RetryOutcome>(effects: readonly string[], failure: Failure): Failure {
  return effects.length === 0 ? failure : { ...failure, message: `${effects.join('; ')}; but then ${failure.message}` };
}
