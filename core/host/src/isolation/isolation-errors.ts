import type { ErrorEntry } from '@headwind/bus/coded-error';

export const PLUGIN_WORKER_ENDED: ErrorEntry = {
  code: 'PLUGIN_WORKER_ENDED',
  meaning:
    'The worker thread of an isolated instance ended: it ran out of its memory limit, called `process.exit`, threw an error that nobody caught, or did not answer for 5 seconds. What was under way is retried, and the worker is started again.',
  remedy:
    "The fault is the plugin's: correct it if it is your own, otherwise report it to its author. Where it needs more memory, raise `isolation.memory`.",
};

/** Every error of plugins in worker threads. */
export const ISOLATION_ERRORS: readonly ErrorEntry[] = [PLUGIN_WORKER_ENDED];
