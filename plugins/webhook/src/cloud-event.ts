import { type HeadwindEvent, type Payload, payloadOf } from '@headwind/plugin-api';

/** The media type of a CloudEvent in structured mode (JSON event format 1.0.2, section 3). */
export const CLOUDEVENT_MEDIA_TYPE = 'application/cloudevents+json';

/** The context attributes of an event (CloudEvents 1.0.2), less `datacontenttype`, which is always JSON. */
export type Attributes = Readonly<Record<'specversion' | 'id' | 'source' | 'type' | 'time' | 'subject', string>> & {
  readonly traceparent?: string;
  readonly tracestate?: string;
};

/** The event as a CloudEvent. Its id is the event's, at every attempt and in every channel. */
export function cloudEventOf(event: HeadwindEvent, source: string): { attributes: Attributes; data: Payload } {
  const { id, kind, time, workload, trace } = event;
  return {
    attributes: {
      specversion: '1.0',
      id,
      source,
      type: `sh.headwind.${kind}`,
      time,
      subject: `${workload.namespace}/${workload.name}`,
      // The distributed tracing extension: where the event comes from, whatever the hops since.
      ...trace,
    },
    data: payloadOf(event),
  };
}
