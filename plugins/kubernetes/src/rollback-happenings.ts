import type { EventDraft, UpdateData } from '@headwind/plugin-api';
import { eventIdOf } from './event-id.js';
import type { Happening } from './happening.js';
import { firstTime, lineText, nameText, present } from './object-fields.js';
import { updateLink } from './update-link.js';
import { entriesOf, type HistoryEntry, type WorkloadHistory } from './workload-history.js';

/** Who "approved" an automatic rollback, in the operator's words. */
const AUTO_ROLLBACK = 'headwind-auto-rollback';

/** The failed image, where the history does not reach back to it. */
const UNKNOWN_IMAGE = 'unknown';

/**
 * The automatic rollbacks in the update history of a workload, oldest first. The operator writes an entry once the image is
 * restored, and has then announced both that it begins and that it is done: an entry stands for `rollback_triggered` and
 * `rollback_completed`. Of a rollback that failed there is no entry. What is older than the workload happened to another
 * one, whose manifest was copied.
 *
 * @param kind `Deployment`, `StatefulSet` or `DaemonSet`
 * @param uiUrl the address of the operator's web UI
 */
export function rollbackHappenings(workload: WorkloadHistory, kind: string, uiUrl?: string): readonly Happening[] {
  const entries = entriesOf(workload.history ?? '[]') ?? [];
  const createdAt = Date.parse(workload.metadata.creationTimestamp ?? '');
  return entries
    .flatMap((entry, index): Happening[] => {
      if (entry.approvedBy !== AUTO_ROLLBACK || firstTime(entry.timestamp) === undefined) return [];
      if (Date.parse(entry.timestamp) < createdAt) return [];
      const failed = entries.slice(index + 1).find(({ container }) => container === entry.container);
      return [{ key: `${entry.container}:${entry.timestamp}`, events: eventsOf(workload, kind, entry, failed, uiUrl) }];
    })
    .reverse();
}

function eventsOf(
  { metadata }: WorkloadHistory,
  kind: string,
  restored: HistoryEntry,
  failed: HistoryEntry | undefined,
  uiUrl: string | undefined,
): readonly EventDraft[] {
  const { uid, namespace, name } = metadata;
  const { container, timestamp } = restored;
  const request = failed?.updateRequestName;
  const data: UpdateData = {
    currentImage: lineText(failed?.image) ?? UNKNOWN_IMAGE,
    newImage: lineText(restored.image) ?? UNKNOWN_IMAGE,
    ...present({
      container: nameText(container),
      updateRequestName: nameText(request),
      uiUrl: request === undefined ? undefined : updateLink(uiUrl, namespace, request),
    }),
  };
  return (['rollback_triggered', 'rollback_completed'] as const).map((step) => ({
    id: eventIdOf(uid, step, container, timestamp),
    kind: step,
    time: timestamp,
    workload: { namespace, name, kind },
    data,
  }));
}
