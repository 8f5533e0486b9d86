import type { PluginLog } from '@headwind/plugin-api';

/** What the host's own classes log to: the same four methods a plugin gets, so that none of them knows pino. */
export type Log = PluginLog;
