import { EVENT_KINDS, type EventKind, type HeadwindEvent, updateKeyOf } from '@headwind/plugin-api';
import { z } from 'zod';

/** Steps that the first message shows. */
const MAX_STEPS = 10;

/** Deliveries that are remembered, to tell a repeat. Only the latest of a workload is ever repeated, and replayed ones. */
const MAX_DELIVERIES = 10;

/** One event of an update, as the first message lists it. */
const stepSchema = z.object({ kind: z.enum(EVENT_KINDS), time: z.string(), label: z.string() });

/** One update's thread, as it is kept. */
export const threadSchema = z.object({
  /** What the update's events share: `updateKeyOf`. */
  key: z.string(),
  /** The name of its update request, once an event has named it. */
  request: z.string().optional(),
  /** The channel as configured; a thread in another one is none of this configuration's. */
  configuredChannel: z.string(),
  /** Where the first message is. */
  place: z.object({ channel: z.string(), ts: z.string() }),
  /** In the order of an update, the last ten. */
  steps: z.array(stepSchema),
  /** What the first message shows, without its steps, and the event it is about. */
  shown: z.object({
    kind: z.enum(EVENT_KINDS),
    text: z.string(),
    blocks: z.array(z.looseObject({ type: z.string() })),
  }),
  /** The ids of the deliveries that have been posted here, the last ten. */
  deliveries: z.array(z.string()),
  /** The delivery whose reply is posted while the first message does not show it yet. */
  unedited: z.string().optional(),
});

export type Step = Readonly<z.output<typeof stepSchema>>;
export type Thread = Readonly<z.output<typeof threadSchema>>;
export type Shown = Thread['shown'];

/** What a delivery adds to a thread. */
export interface Addition {
  readonly event: HeadwindEvent;
  readonly deliveryId: string;
  /** How the event is named among the steps: `✅ Update Approved`. */
  readonly label: string;
  /** What the first message shows, if it is to show this event. */
  readonly shown: Shown;
}

/**
 * The thread that an event belongs to; undefined when it begins one. Only some events name their update request, so
 * workload and images connect the others:
 *
 * - without a name, the latest thread of these images;
 * - with a name, the thread of that request, else the latest of these images that no request has named yet. Threads whose
 *   update has not ended come first, because the name of a request may be used again.
 *
 * @param threads of the event's workload, in the order in which they were opened
 */
export function threadFor(event: HeadwindEvent, threads: readonly Thread[]): Thread | undefined {
  const key = updateKeyOf(event);
  const request = requestOf(event);
  const ofImages = threads.filter((thread) => thread.key === key);
  const found =
    request === undefined
      ? ofImages.at(-1)
      : (threadOf(
          request,
          key,
          threads.filter((thread) => !hasEnded(thread)),
        ) ?? threadOf(request, key, ofImages));
  return found !== undefined && beginsAnew(event, found) ? undefined : found;
}

function threadOf(request: string, key: string, threads: readonly Thread[]): Thread | undefined {
  return (
    threads.findLast((thread) => thread.request === request) ??
    threads.findLast((thread) => thread.key === key && thread.request === undefined)
  );
}

/** The thread that an event begins. */
export function openedThread(
  { event, deliveryId, label, shown }: Addition,
  configuredChannel: string,
  place: Thread['place'],
): Thread {
  return {
    key: updateKeyOf(event),
    request: requestOf(event),
    configuredChannel,
    place,
    steps: [{ kind: event.kind, time: event.time, label }],
    shown,
    deliveries: [deliveryId],
  };
}

/** The thread once a reply has been posted. The first message still has to be edited. */
export function repliedThread(thread: Thread, { event, deliveryId, label, shown }: Addition): Thread {
  const phase = phaseOf(event.kind);
  const before = thread.steps.filter((step) => phaseOf(step.kind) <= phase);
  const after = thread.steps.filter((step) => phaseOf(step.kind) > phase);
  return {
    ...thread,
    key: updateKeyOf(event),
    request: requestOf(event) ?? thread.request,
    steps: [...before, { kind: event.kind, time: event.time, label }, ...after].slice(-MAX_STEPS),
    shown: phase >= phaseOf(thread.shown.kind) ? shown : thread.shown,
    deliveries: [...thread.deliveries, deliveryId].slice(-MAX_DELIVERIES),
    unedited: deliveryId,
  };
}

export function editedThread(thread: Thread): Thread {
  return { ...thread, unedited: undefined };
}

/** The outcome of an update and what follows it come in the order in which they happen. */
const OUTCOME = 3;

/**
 * How far along an update is. The operator sends each event by a task of its own, so that an approval may come after the
 * completion that it led to: it takes its place among the steps and does not turn the shown state back.
 */
function phaseOf(kind: EventKind): number {
  switch (kind) {
    case 'update_detected':
      return 0;
    case 'update_request_created':
      return 1;
    case 'update_approved':
      return 2;
    default:
      return OUTCOME;
  }
}

function hasEnded(thread: Thread): boolean {
  return phaseOf(thread.shown.kind) === OUTCOME;
}

/**
 * Detected or requested after its end, an update is on its way again, with the same images and perhaps the same name. An
 * event that is older than that end is only late.
 */
function beginsAnew({ kind, time }: HeadwindEvent, thread: Thread): boolean {
  if (kind !== 'update_detected' && kind !== 'update_request_created') return false;
  const end = thread.steps.find((step) => phaseOf(step.kind) === OUTCOME);
  return end !== undefined && !(Date.parse(time) < Date.parse(end.time));
}

function requestOf({ data }: HeadwindEvent): string | undefined {
  return data.updateRequestName === '' ? undefined : data.updateRequestName;
}
