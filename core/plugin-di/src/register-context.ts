import type { ObserverContext, PluginContext, SourceContext } from '@headwind/plugin-api';
import type { DependencyContainer } from 'tsyringe';
import { CONFIG, CONTEXT, DESCRIBE, HTTP, LOG, NAME, PUBLISH, SIGNAL, STATE, STATUS } from './tokens.js';

/** Registers the parts of an instance's context: all that its kind has. */
export function registerContext(child: DependencyContainer, ctx: PluginContext<unknown>): void {
  child
    .register(CONTEXT, { useValue: ctx })
    .register(NAME, { useValue: ctx.name })
    // A factory, since tsyringe takes no undefined for a value, and a schema may give one.
    .register(CONFIG, { useFactory: () => ctx.config })
    .register(DESCRIBE, { useValue: ctx.describe })
    .register(LOG, { useValue: ctx.log })
    .register(HTTP, { useValue: ctx.http })
    .register(STATE, { useValue: ctx.state })
    .register(SIGNAL, { useValue: ctx.signal });
  if (isOfSource(ctx)) child.register(PUBLISH, { useValue: ctx.publish });
  if (isOfObserver(ctx)) child.register(STATUS, { useValue: ctx.status });
}

function isOfSource(ctx: PluginContext<unknown>): ctx is SourceContext<unknown> {
  return 'publish' in ctx;
}

function isOfObserver(ctx: PluginContext<unknown>): ctx is ObserverContext<unknown> {
  return 'status' in ctx;
}
