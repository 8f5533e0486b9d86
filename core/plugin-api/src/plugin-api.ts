/** The contract between Headwind Notifications and its plugins: everything a plugin may import, named one by one. */
export { blankOut, credentialParts } from './credential-url.js';
export { type Describe, type Description, describe, type Fact, type Link } from './describe.js';
export {
  EVENT_KINDS,
  type EventDataByKind,
  type EventDraft,
  type EventKind,
  type EventOf,
  type HeadwindEvent,
  type TraceContext,
  type UpdateData,
  type Workload,
} from './event.js';
export { FAILURE_REASONS, type FailureReason } from './failure-reason.js';
export { fitLine } from './fit-line.js';
export { fitText } from './fit-text.js';
export type { HttpPost, HttpReply, PluginHttp, RequestPreview } from './http.js';
export { httpUrl } from './http-url.js';
export { type IncidentStep, incidentStepOf, missingEndings } from './incident.js';
export { API_VERSION, type Manifest, type PluginKind } from './manifest.js';
export { isNetworkFault, networkFault } from './network-fault.js';
export {
  type DeliveredOutcome,
  delivered,
  failureReasonOf,
  isOutcome,
  type Outcome,
  outcomeOf,
  type RejectedOutcome,
  type RetryOutcome,
  reasonOfStatus,
  rejected,
  retry,
  retryAfterMs,
  retryOf,
} from './outcome.js';
export { type Payload, payloadOf } from './payload.js';
export {
  type Attempt,
  type ChannelInstance,
  type ChannelPlugin,
  definePlugin,
  type Health,
  isPlugin,
  type ObserverContext,
  type ObserverInstance,
  type ObserverPlugin,
  type Plugin,
  type PluginContext,
  type PluginInstance,
  type PluginLog,
  type PluginRoute,
  type PluginState,
  type PublishReceipt,
  type SourceContext,
  type SourceInstance,
  type SourcePlugin,
} from './plugin.js';
export type {
  ChannelChange,
  ChannelRecord,
  DeadLetterRecord,
  DeliveryRecord,
  EventRecord,
  ObservedRecord,
} from './record.js';
export type { ConfigSchema, SchemaIssue, SchemaResult } from './schema.js';
export { SEVERITIES, type Severity, severityOf } from './severity.js';
export type { ChannelStatus, ConfigurationStatus, HostStatus } from './status.js';
export { updateKeyOf } from './update-key.js';
export { utcTimeOf } from './utc-time.js';
