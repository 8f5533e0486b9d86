import { join } from 'node:path';
import type { PluginLog } from '@headwind/plugin-api';
import type { CreatedInstance } from '@headwind/plugin-loader/create-instance';
import type { InstanceContext } from '@headwind/plugin-loader/instance-context';
import { startPlugin } from '@headwind/plugin-loader/start-plugin';
import { within } from '@headwind/plugin-loader/time-limit';
import type { Redactor } from '../log/redactor.js';
import type { LoadedPlugin } from './load-plugin.js';

/*
 * The life of an instance
 *
 *   create ──▶ created ──start──▶ started ──stop──▶ stopped
 *     │                    │                  │
 *     │ threw, took too    │ threw, took      │ threw, took too long
 *     │ long, no instance  │ too long         │ (logged)
 *     └────────────────────┴─────────────────▶ failed
 *
 * `create` and `start` share one time limit. An instance that fails before it is started is let go of with an error, and
 * is not stopped; what its promises do later reaches nobody.
 */

/** How long one instance's `stop` may take. Milliseconds. */
export const STOP_LIMIT_MS = 5_000;

export type InstanceState = 'started' | 'stopped' | 'failed';

/** A started instance. */
export class RunningInstance {
  readonly loaded: LoadedPlugin;
  readonly created: CreatedInstance;
  readonly #log: PluginLog;
  #state: InstanceState = 'started';
  #stopping: Promise<void> | undefined;

  constructor(loaded: LoadedPlugin, created: CreatedInstance, log: PluginLog) {
    this.loaded = loaded;
    this.created = created;
    this.#log = log;
  }

  get name(): string {
    return this.loaded.config.name;
  }

  get state(): InstanceState {
    return this.#state;
  }

  /**
   * Stops the instance, once; never rejects. What `stop` throws, and that it took too long, is logged.
   *
   * @param limitMs how long it may take, in milliseconds
   */
  stop(limitMs: number): Promise<void> {
    this.#stopping ??= this.#stop(limitMs);
    return this.#stopping;
  }

  async #stop(limitMs: number): Promise<void> {
    const expired = () => new Error(`stop took longer than ${limitMs} ms`);
    try {
      await within(limitMs, expired, () => this.created.instance.stop?.());
      this.#state = 'stopped';
    } catch (error) {
      this.#state = 'failed';
      this.#log.error('the instance did not stop cleanly', { error });
    }
  }
}

/** The code of an instance, as errors name it: package, version and module. */
export function codeOf({
  package: { name, version, folder },
  manifest,
}: Pick<LoadedPlugin, 'package' | 'manifest'>): string {
  return `${name} ${version}, ${join(folder, manifest.entry)}`;
}

/**
 * Creates and starts an instance, both within its `startTimeoutMs`.
 *
 * @param redactor blanks secrets out of what the plugin threw
 * @throws what `startPlugin` throws; each names the instance, its package and its module
 */
export async function startInstance(
  loaded: LoadedPlugin,
  ctx: InstanceContext,
  redactor: Redactor,
): Promise<RunningInstance> {
  const who = `Instance "${loaded.config.name}" (${codeOf(loaded)})`;
  const created = await startPlugin(loaded.plugin, ctx, {
    who,
    limitMs: loaded.config.startTimeoutMs,
    redact: (text) => redactor.redact(text),
  });
  return new RunningInstance(loaded, created, ctx.log);
}
