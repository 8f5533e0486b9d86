import { EVENT_KINDS, type EventDraft } from '@headwind/plugin-api';
import { z } from 'zod';
import { MAX_IMAGE, MAX_LINE, MAX_METADATA, MAX_NAME, MAX_TEXT } from './event-limits.js';
import { type FieldIssue, fieldIssues } from './field-issues.js';

/** Without a slash, so that `namespace/name` is one workload, and without anything that needs escaping. */
const objectName = z
  .string()
  .max(MAX_NAME)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected a Kubernetes name: letters, digits, dashes and dots');

/** Without a slash, so that `eventId/channel` can be taken apart. */
const eventId = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9._:-]+$/, 'expected 1 to 128 letters, digits, dots, colons, dashes and underscores');

const time = z.iso.datetime({ offset: true, error: 'expected an RFC 3339 time, for example 2025-11-06T10:30:00Z' });
const image = z.string().max(MAX_IMAGE);
const line = z.string().max(MAX_LINE);
const text = z.string().max(MAX_TEXT);
const link = z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).max(MAX_LINE);
const metadata = z
  .record(z.string().min(1).max(MAX_NAME), text)
  .refine((entries) => Object.keys(entries).length <= MAX_METADATA, `expected at most ${MAX_METADATA} entries`);
const kind = z.enum(EVENT_KINDS);

/** The fields of an update that stand beside its images, the same in an event and in a payload. */
const detail = {
  policy: line.optional(),
  requiresApproval: z.boolean().optional(),
  approvalUrl: link.optional(),
  uiUrl: link.optional(),
  approvedBy: line.optional(),
  rejectedBy: line.optional(),
  rejectionReason: text.optional(),
  errorMessage: text.optional(),
  updateRequestName: z.string().max(MAX_NAME).optional(),
  metadata: metadata.optional(),
};

/** A `traceparent` has 55 characters; a `tracestate` may have 512 (https://www.w3.org/TR/trace-context/). */
const trace = z.strictObject({ traceparent: z.string().max(64), tracestate: z.string().max(512).optional() });

const draftSchema = z.strictObject({
  id: eventId.optional(),
  kind,
  time: time.optional(),
  workload: z.strictObject({ namespace: objectName, name: objectName, kind: z.string().max(MAX_NAME).optional() }),
  data: z.strictObject({
    currentImage: image,
    newImage: image,
    container: z.string().max(MAX_NAME).optional(),
    ...detail,
  }),
  trace: trace.optional(),
});

/** The specification's payload, with an optional `id`. */
export const payloadSchema = z.strictObject({
  id: eventId.optional(),
  event: kind,
  timestamp: time.optional(),
  deployment: z.strictObject({
    name: objectName,
    namespace: objectName,
    currentImage: image,
    newImage: image,
    container: z.string().max(MAX_NAME).optional(),
    resourceKind: z.string().max(MAX_NAME).optional(),
  }),
  ...detail,
});

export type ParsedDraft = { readonly draft: EventDraft } | { readonly issues: readonly FieldIssue[] };

/** Checks an event that TypeScript wrote. */
export function parseDraft(value: unknown): ParsedDraft {
  const parsed = draftSchema.safeParse(value);
  if (!parsed.success) return { issues: fieldIssues(parsed.error, draftSchema, value) };
  return { draft: draftOf(parsed.data) };
}

/**
 * Reads the specification's payload, with an optional `id`. Whoever rejects an update may stand in `approvedBy`, where
 * the Headwind operator puts the name.
 */
export function parsePayload(value: unknown): ParsedDraft {
  const parsed = payloadSchema.safeParse(value);
  if (!parsed.success) return { issues: fieldIssues(parsed.error, payloadSchema, value) };
  const { id, event, timestamp, deployment, approvedBy, rejectedBy, ...rest } = parsed.data;
  const { name, namespace, resourceKind, ...images } = deployment;
  const rejecter = event === 'update_rejected' ? (rejectedBy ?? approvedBy) : rejectedBy;
  const approver = event === 'update_rejected' ? undefined : approvedBy;
  return {
    draft: draftOf({
      kind: event,
      workload: { namespace, name, ...(resourceKind !== undefined && { kind: resourceKind }) },
      data: {
        ...images,
        ...rest,
        ...(approver !== undefined && { approvedBy: approver }),
        ...(rejecter !== undefined && { rejectedBy: rejecter }),
      },
      ...(id !== undefined && { id }),
      ...(timestamp !== undefined && { time: timestamp }),
    }),
  };
}

type CheckedDraft = z.infer<typeof draftSchema>;

/** Says to the compiler what the schema has checked: absent fields are absent, and the data fits every kind. */
function draftOf(checked: CheckedDraft): EventDraft {
  return checked as EventDraft;
}
