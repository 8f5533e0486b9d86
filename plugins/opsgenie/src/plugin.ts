import {
  definePlugin,
  delivered,
  type EventKind,
  incidentStepOf,
  type RejectedOutcome,
  type RequestPreview,
  type RetryOutcome,
} from '@headwind/plugin-api';
import { configSchema } from './config.js';
import { put } from './put.js';
import { createReplyReader } from './reading.js';
import { type AlertRequest, requestsFor } from './request.js';
import { warningsOf } from './warnings.js';

/** Opens an alert when an update or a rollback goes wrong, and closes it when that is over. */
export default definePlugin({
  kind: 'channel',
  config: configSchema,
  warnings: warningsOf,
  create({ config, describe, http }) {
    const readReply = createReplyReader(config);
    const headers = { authorization: `GenieKey ${config.apiKey}` };
    return {
      async deliver(event, { signal }) {
        const notes: string[] = [];
        // Opening, raising and closing once more does no harm: a repeat starts over.
        for (const { action, method, url, json } of requestsFor(event, describe, config)) {
          const request = { headers, json, signal };
          const reply = await (method === 'PUT' ? put(http, url, request) : http.post(url, request));
          const outcome = readReply(reply, action);
          if (outcome.status !== 'delivered') return action === 'raise' ? afterOpening(outcome) : outcome;
          notes.push(outcome.note ?? action);
        }
        if (incidentStepOf(event.kind) === 'opens') notes.push(`${endingOf(event.kind)} of the same update closes it`);
        return delivered(notes.join('; ') || `${event.kind} neither opens nor closes an alert`);
      },
      preview(event) {
        const previews = requestsFor(event, describe, config).map(previewOf);
        return previews.length > 1 ? previews : previews[0];
      },
    };
  },
});

/** A dead letter should not look as if nobody had been told. */
function afterOpening<Failure extends RejectedOutcome | RetryOutcome>(failure: Failure): Failure {
  return { ...failure, message: `the alert was opened, but its priority could not be raised: ${failure.message}` };
}

/** The event that says that all is well again. */
function endingOf(kind: EventKind): EventKind {
  return kind.startsWith('rollback_') ? 'rollback_completed' : 'update_completed';
}

/** A request as a person may see it. */
function previewOf({ method, url, json }: AlertRequest): RequestPreview {
  const { host, pathname, search } = new URL(url);
  const headers = { authorization: 'GenieKey [secret]', 'content-type': 'application/json' };
  return { method, url: `${host}${pathname}${search}`, headers, json };
}
