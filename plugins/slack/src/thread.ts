import { EVENT_KINDS, type HeadwindEvent, updateKeyOf } from '@headwind/plugin-api';
import { z } from 'zod';
import { isAfter } from './phase.js';

/** Steps that the first message shows. */
const MAX_STEPS = 10;

/** Deliveries that are remembered, to tell a repeat. Only the latest of a workload is ever repeated, and replayed ones. */
const MAX_DELIVERIES = 10;

/** Pairs of images that one update request is followed through. */
const MAX_KEYS = 5;

/** One event of an update, as the first message lists it. */
const stepSchema = z.object({ kind: z.enum(EVENT_KINDS), time: z.string(), label: z.string() });

/** One update's thread, as it is kept. */
export const threadSchema = z.object({
  /**
   * What the update's events share: `updateKeyOf`. A request whose images change has several, the latest last and the last
   * five of them, because the events that do not name the request may be about either pair.
   */
  keys: z.array(z.string()),
  /** The name of its update request, once an event has named it. */
  request: z.string().optional(),
  /** The channel as configured; a thread in another one is none of this configuration's. */
  configuredChannel: z.string(),
  /** Where the first message is. */
  place: z.object({ channel: z.string(), ts: z.string() }),
  /** In the order of an update, the last ten. */
  steps: z.array(stepSchema),
  /** What the first message shows beside its steps: the event of the last of them. */
  shown: z.object({
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
  /** What the first message shows, if this is its last step. */
  readonly shown: Shown;
}

/** The thread that an event begins. */
export function openedThread(
  { event, deliveryId, label, shown }: Addition,
  configuredChannel: string,
  place: Thread['place'],
): Thread {
  return {
    keys: [updateKeyOf(event)],
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
  const key = updateKeyOf(event);
  const before = thread.steps.filter((step) => !isAfter(step, event));
  const after = thread.steps.filter((step) => isAfter(step, event));
  return {
    ...thread,
    keys: [...thread.keys.filter((each) => each !== key), key].slice(-MAX_KEYS),
    request: requestOf(event) ?? thread.request,
    steps: [...before, { kind: event.kind, time: event.time, label }, ...after].slice(-MAX_STEPS),
    shown: after.length === 0 ? shown : thread.shown,
    deliveries: [...thread.deliveries, deliveryId].slice(-MAX_DELIVERIES),
    unedited: deliveryId,
  };
}

export function editedThread(thread: Thread): Thread {
  return { ...thread, unedited: undefined };
}

/** The update request that an event names. */
export function requestOf({ data }: HeadwindEvent): string | undefined {
  return data.updateRequestName === '' ? undefined : data.updateRequestName;
}
