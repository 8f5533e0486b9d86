import { MAX_IMAGE, MAX_LINE, MAX_METADATA, MAX_NAME, MAX_TEXT } from '@headwind/bus/event-limits';
import { type ParsedDraft, parsePayload, payloadSchema } from '@headwind/bus/event-schema';
import type { FieldIssue } from '@headwind/bus/field-issues';
import { fitText } from '@headwind/plugin-api';
import { isMapping, type Mapping } from '../config/mapping.js';
import { headwindEventId } from './headwind-event-id.js';

const FIELDS = Object.keys(payloadSchema.omit({ id: true }).shape);
const DEPLOYMENT_FIELDS = Object.keys(payloadSchema.shape.deployment.shape);

/** The texts that are cut where they are too long. A workload's name is not: cut, it would be another workload's. */
const TEXTS = {
  policy: MAX_LINE,
  approvedBy: MAX_LINE,
  rejectedBy: MAX_LINE,
  rejectionReason: MAX_TEXT,
  errorMessage: MAX_TEXT,
  updateRequestName: MAX_NAME,
};
const DEPLOYMENT_TEXTS = { currentImage: MAX_IMAGE, newImage: MAX_IMAGE, container: MAX_NAME, resourceKind: MAX_NAME };

const LINKS: readonly string[] = ['approvalUrl', 'uiUrl'];

const NO_TIMESTAMP: FieldIssue = {
  pointer: '/timestamp',
  message: 'missing; expected the time of the event, without which a retry could not be told from another event',
};

/**
 * Reads what the Headwind operator posts, as an event with the id of `headwindEventId`. The operator cannot be corrected
 * from here and gives up after four attempts, so what does not make the event unusable is put right: unknown fields are
 * passed over (an `id` among them), null counts as absent, a text that is too long is cut, a link that leads nowhere is
 * left out, and so are entries of the metadata beyond what an event may have.
 */
export function readHeadwindPayload(value: unknown): ParsedDraft {
  if (!isMapping(value)) return parsePayload(value);
  const fields = knownFields(value);
  const parsed = parsePayload(fitting(fields));
  const issues = [
    ...('issues' in parsed ? parsed.issues : []),
    ...(fields.timestamp === undefined ? [NO_TIMESTAMP] : []),
  ];
  if ('issues' in parsed || issues.length > 0) return { issues };
  return { draft: { ...parsed.draft, id: headwindEventId(fields) } };
}

function knownFields(value: Mapping): Mapping {
  const { deployment, metadata, ...others } = given(value, FIELDS);
  return {
    ...others,
    ...(deployment !== undefined && {
      deployment: isMapping(deployment) ? given(deployment, DEPLOYMENT_FIELDS) : deployment,
    }),
    ...(metadata !== undefined && {
      metadata: isMapping(metadata) ? given(metadata, Object.keys(metadata)) : metadata,
    }),
  };
}

function given(value: Mapping, names: readonly string[]): Mapping {
  return Object.fromEntries(
    names.map((name) => [name, value[name] ?? undefined]).filter(([, each]) => each !== undefined),
  );
}

function fitting(fields: Mapping): Mapping {
  const { deployment, metadata, ...others } = cut(fields, TEXTS);
  const kept = Object.entries(others).filter(([name, value]) => !LINKS.includes(name) || !isDeadLink(value));
  return {
    ...Object.fromEntries(kept),
    ...(deployment !== undefined && {
      deployment: isMapping(deployment) ? cut(deployment, DEPLOYMENT_TEXTS) : deployment,
    }),
    ...(metadata !== undefined && { metadata: fittingMetadata(metadata) }),
  };
}

function cut(fields: Mapping, limits: Readonly<Record<string, number>>): Mapping {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, fittingText(value, limits[name] ?? Number.POSITIVE_INFINITY)]),
  );
}

/** What is no text is left to the schema to refuse. */
function fittingText(value: unknown, limit: number): unknown {
  return typeof value === 'string' && value.length > limit ? fitText(value, limit) : value;
}

function isDeadLink(value: unknown): boolean {
  return typeof value === 'string' && !payloadSchema.shape.uiUrl.safeParse(value).success;
}

/** In the order of the names, so that the same entries are left out whatever order they come in. */
function fittingMetadata(metadata: unknown): unknown {
  if (!isMapping(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) return metadata;
  const names = Object.keys(metadata).filter((name) => name !== '' && name.length <= MAX_NAME);
  const kept = names.toSorted().slice(0, MAX_METADATA);
  return Object.fromEntries(kept.map((name) => [name, fittingText(metadata[name], MAX_TEXT)]));
}
