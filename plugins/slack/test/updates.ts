import type { EventKind, HeadwindEvent } from '@headwind/plugin-api';
import { type EventOverrides, eventOf } from '@headwind/plugin-testkit/events';
import type { PostedMessage, SlackWorkspace } from '../../../test/stand-ins/slack-workspace.js';

/** Only these name the update request. */
const NAMED: readonly EventKind[] = ['update_request_created', 'update_approved', 'update_rejected'];

let made = 0;

/** An event of an update as the operator sends it, with an id of its own. */
export function operatorEvent<K extends EventKind>(kind: K, overrides: EventOverrides<K> = {}): HeadwindEvent {
  made += 1;
  const event = eventOf(kind, { id: `${kind}-${made}`, ...overrides });
  const unnamed = NAMED.includes(kind) ? {} : { updateRequestName: undefined };
  return JSON.parse(JSON.stringify({ ...event, data: { ...event.data, ...unnamed } }));
}

/** At a minute of the hour in which the update happens. */
export function at(minute: number): string {
  return new Date(Date.UTC(2025, 10, 6, 10, minute)).toISOString();
}

/** The threads of a channel as people see them: what the first message shows, and what stands below it. */
export function threadsIn(workspace: SlackWorkspace, channel?: string) {
  return workspace.topLevel(channel).map((first) => ({
    title: titleOf(first),
    steps: stepsOf(first),
    replies: workspace.repliesTo(first).map(titleOf),
  }));
}

export function titleOf({ blocks }: Pick<PostedMessage, 'blocks'>): string {
  return textOf(Object(blocks[0]).text);
}

/** The line of steps below the header; undefined where there is none. */
export function stepsOf({ blocks }: Pick<PostedMessage, 'blocks'>): string | undefined {
  const second = Object(blocks[1]);
  return second.type === 'context' ? textOf(Object(second.elements)[0]) : undefined;
}

function textOf(object: unknown): string {
  const { text }: { text?: unknown } = Object(object);
  return typeof text === 'string' ? text : '';
}

/** The four events of an update that goes wrong, in order. */
export function updateThatIsRolledBack(overrides: EventOverrides<EventKind> = {}): HeadwindEvent[] {
  const { workload } = overrides;
  const same = workload === undefined ? {} : { workload };
  return [
    operatorEvent('update_request_created', { ...same, time: at(0) }),
    operatorEvent('update_approved', { ...same, time: at(1) }),
    operatorEvent('update_completed', { ...same, time: at(2) }),
    operatorEvent('rollback_triggered', { ...same, time: at(3) }),
  ];
}
