import { type ParsedDraft, parsePayload } from '@headwind/bus/event-schema';
import type { FieldIssue } from '@headwind/bus/field-issues';
import type { EventKind, TraceContext } from '@headwind/plugin-api';
import { isMapping } from '../../config/mapping.js';
import { behindKey, metadataWith } from './attribute-metadata.js';
import { type Extensions, parseAttributes } from './attributes.js';
import { eventIdOf } from './event-id.js';

/** A CloudEvent, whichever mode it came in. */
export interface CloudEvent {
  /** As they were sent, not checked yet. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** Moves an issue to where its sender wrote it: its pointer comes as one to an attribute, `/source`, or into the data. */
export interface Places {
  readonly attribute: (issue: FieldIssue) => FieldIssue;
  readonly data: (issue: FieldIssue) => FieldIssue;
}

/** What an event may hold of a trace. Characters. */
const LONGEST_TRACEPARENT = 64;
const LONGEST_TRACESTATE = 512;

/**
 * The event that a CloudEvent is. `type` says its kind, `source` and `id` make its id, `time` stands in for a missing
 * `timestamp`, the tracing extension is its trace, and every attribute that the event does not tell itself is kept as
 * metadata.
 */
export function parseCloudEvent({ attributes: values, data }: CloudEvent, places: Places): ParsedDraft {
  const parsed = parseAttributes(values);
  if ('issues' in parsed) return { issues: parsed.issues.map(places.attribute) };
  const { attributes, extensions, kind } = parsed;
  if (!isMapping(data)) return issuesOfData(data, places);
  const contradictions = contradictionsIn(data, kind);
  if (contradictions.length > 0) return { issues: contradictions.map(places.data) };

  const timeIsTold = data.timestamp === undefined || data.timestamp === attributes.time;
  const payload = parsePayload({
    ...data,
    id: eventIdOf(attributes.source, attributes.id),
    event: kind,
    ...(data.timestamp === undefined && attributes.time !== undefined && { timestamp: attributes.time }),
    metadata: metadataWith(data.metadata, { ...extensions, ...attributes }, timeIsTold ? 'time' : undefined),
  });
  if ('issues' in payload) return { issues: payload.issues.map((issue) => placed(issue, places)) };
  const trace = traceOf(extensions);
  return trace === undefined ? payload : { draft: { ...payload.draft, trace } };
}

function issuesOfData(data: unknown, places: Places): ParsedDraft {
  const parsed = parsePayload(data);
  return 'issues' in parsed ? { issues: parsed.issues.map(places.data) } : parsed;
}

/** What the data must not say otherwise than the attributes do. */
function contradictionsIn(data: Readonly<Record<string, unknown>>, kind: EventKind): FieldIssue[] {
  const issues: FieldIssue[] = [];
  if (data.event !== undefined && data.event !== kind) {
    issues.push({ pointer: '/event', message: `expected ${kind}, as the attribute \`type\` says, or nothing` });
  }
  if (data.id !== undefined) {
    issues.push({ pointer: '/id', message: 'expected nothing: `source` and `id` of the CloudEvent make the id' });
  }
  return issues;
}

/** The metadata is made of both. */
function placed(issue: FieldIssue, places: Places): FieldIssue {
  const { pointer, message } = issue;
  if (pointer === '/metadata') {
    return places.data({ pointer, message: `${message}, one for each attribute of the CloudEvent among them` });
  }
  const [, key] = /^\/metadata\/(.*)$/s.exec(pointer) ?? [];
  if (key === undefined) return places.data(issue);
  const behind = behindKey(key);
  if ('attribute' in behind) return places.attribute({ pointer: `/${behind.attribute}`, message });
  return places.data({ pointer: `/metadata/${behind.own}`, message });
}

/** Of the distributed tracing extension; a trace that no event can hold is metadata alone. */
function traceOf({ traceparent, tracestate }: Extensions): TraceContext | undefined {
  if (typeof traceparent !== 'string' || traceparent.length > LONGEST_TRACEPARENT) return undefined;
  if (typeof tracestate !== 'string' || tracestate.length > LONGEST_TRACESTATE) return { traceparent };
  return { traceparent, tracestate };
}
