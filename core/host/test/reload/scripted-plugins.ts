import {
  definePlugin,
  delivered,
  type HeadwindEvent,
  type ObservedRecord,
  type Plugin,
  type PluginContext,
} from '@headwind/plugin-api';
import { z } from 'zod';
import type { LoadedPlugin } from '../../src/plugins/load-plugin.js';
import { type LoadedParts, loadedPlugin } from '../loaded-plugin.js';

const versioned = z.object({ version: z.number() });

/** `oncall@2`: the instance of that name whose configuration says version 2. */
function whoIs({ name, config }: PluginContext<unknown>): string {
  return `${name}@${versioned.parse(config).version}`;
}

/** Plugins that keep what happened to their instances, as `oncall@2 started`, and do what they are told to. */
export class ScriptedPlugins {
  readonly happened: string[] = [];
  readonly delivered: { readonly by: string; readonly event: HeadwindEvent }[] = [];
  readonly observed: { readonly by: string; readonly record: ObservedRecord }[] = [];
  /** Instances whose start throws. */
  readonly failing = new Set<string>();
  /** What instances listen on; the start of one throws where another has its port. */
  readonly ports = new Map<string, number>();
  readonly #running = new Set<string>();
  readonly #holdingStart = new Map<string, Promise<void>>();
  readonly #holdingDelivery = new Map<string, Promise<void>>();

  readonly #channel = definePlugin({
    kind: 'channel',
    config: z.unknown(),
    create: (ctx) => {
      const by = whoIs(ctx);
      const deliver = async (event: HeadwindEvent) => {
        await this.#holdingDelivery.get(by);
        this.delivered.push({ by, event });
        return delivered();
      };
      return { ...this.#life(by, ctx.signal), deliver };
    },
  });

  readonly #observer = definePlugin({
    kind: 'observer',
    config: z.unknown(),
    create: (ctx) => {
      const by = whoIs(ctx);
      return { ...this.#life(by, ctx.signal), observe: (record) => void this.observed.push({ by, record }) };
    },
  });

  readonly #source = definePlugin({
    kind: 'source',
    config: z.unknown(),
    create: (ctx) => this.#life(whoIs(ctx), ctx.signal),
  });

  channel(name: string, version = 1, parts: LoadedParts = {}): LoadedPlugin {
    return this.#loaded(name, version, this.#channel, parts);
  }

  observer(name: string, version = 1, parts: LoadedParts = {}): LoadedPlugin {
    return this.#loaded(name, version, this.#observer, parts);
  }

  source(name: string, version = 1): LoadedPlugin {
    return this.#loaded(name, version, this.#source, {});
  }

  /** @returns a function that lets the start of the instance go on */
  holdStart(who: string): () => void {
    return hold(this.#holdingStart, who);
  }

  /** @returns a function that lets the deliveries of the instance go on */
  holdDeliveries(who: string): () => void {
    return hold(this.#holdingDelivery, who);
  }

  #loaded(name: string, version: number, plugin: Plugin, parts: LoadedParts): LoadedPlugin {
    const settings = Object.freeze({ version });
    const loaded = loadedPlugin(name, { ...parts, plugin, config: { ...parts.config, config: settings } });
    return { ...loaded, settings };
  }

  #life(who: string, signal: AbortSignal) {
    return {
      start: async () => {
        await this.#holdingStart.get(who);
        if (this.failing.has(who)) throw new Error(`${who} cannot start`);
        const port = this.ports.get(who);
        const isTaken = [...this.#running].some((other) => this.ports.get(other) === port);
        if (port !== undefined && isTaken) throw new Error(`${port} is taken`);
        this.#running.add(who);
        this.happened.push(`${who} started`);
      },
      stop: () => {
        this.#running.delete(who);
        this.happened.push(`${who} stopped${signal.aborted ? '' : ' without a signal'}`);
      },
      routes: [{ method: 'GET' as const, path: '/who', handle: () => new Response(who) }],
    };
  }
}

function hold(holding: Map<string, Promise<void>>, who: string): () => void {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  holding.set(who, held);
  return () => release();
}
