import { z } from 'zod';
import { metadataSchema, optionalText } from './object-fields.js';

/** Where the operator writes what it did to a workload: a JSON array, newest first, at most 10 entries a container. */
export const HISTORY_ANNOTATION = 'headwind.sh/update-history';

const workloadSchema = z.object({
  metadata: metadataSchema.extend({ annotations: z.record(z.string(), z.unknown()).optional().catch(undefined) }),
});

const entrySchema = z.object({
  container: z.string(),
  image: z.string(),
  timestamp: z.string(),
  updateRequestName: optionalText,
  approvedBy: optionalText,
});

/** A Deployment, StatefulSet or DaemonSet, as far as it is read. */
export interface WorkloadHistory {
  readonly metadata: z.output<typeof metadataSchema>;
  /** As it stands in the annotation; absent where there is none. */
  readonly history?: string;
}

export type HistoryEntry = z.output<typeof entrySchema>;

/** Undefined for what is no object of the cluster. Of the object itself, which is large, nothing else is kept. */
export function readWorkload(object: unknown): WorkloadHistory | undefined {
  const parsed = workloadSchema.safeParse(object);
  if (!parsed.success) return undefined;
  const { annotations, ...metadata } = parsed.data.metadata;
  const history = annotations?.[HISTORY_ANNOTATION];
  return { metadata, ...(typeof history === 'string' && { history }) };
}

/** The entries that can be read, newest first. Undefined where the annotation is no JSON array. */
export function entriesOf(history: string): readonly HistoryEntry[] | undefined {
  try {
    const entries: unknown = JSON.parse(history);
    if (!Array.isArray(entries)) return undefined;
    return entries.flatMap((entry) => entrySchema.safeParse(entry).data ?? []);
  } catch {
    return undefined;
  }
}
