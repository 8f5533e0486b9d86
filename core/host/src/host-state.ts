/** Where a host is in its life; `RunningHost` draws it. */
export type HostState = 'waiting' | 'starting' | 'running' | 'broken' | 'stopping';

/** What keeps it from taking events then, for anybody who asks. */
export const PROBLEMS: Readonly<Record<HostState, readonly string[]>> = {
  waiting: ['The host is waiting for its queue.'],
  starting: ['The host is starting.'],
  running: [],
  broken: ['The queue has broken down; the host must be started again.'],
  stopping: ['The host is stopping.'],
};
