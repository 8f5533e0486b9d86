import type { PluginLog } from '@headwind/plugin-api';

const nothing = (): void => undefined;

export const silentLog: PluginLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };
