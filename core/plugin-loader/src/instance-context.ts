import type { ObserverContext, PluginContext, SourceContext } from '@headwind/plugin-api';

/** A source's context has `publish` and an observer's `status`; a channel's has neither. */
export type InstanceContext = PluginContext<unknown> | ObserverContext<unknown> | SourceContext<unknown>;
