import { CodedError, isCodedError } from '@headwind/bus/coded-error';
import type { PluginLog } from '@headwind/plugin-api';
import type { Redactor } from '../log/redactor.js';
import { type CreatedInstance, createInstance, faultOf } from './create-instance.js';
import { firstLine } from './first-line.js';
import type { LoadedPlugin } from './load-plugin.js';
import type { InstanceContext } from './plugin-context.js';
import { PLUGIN_CREATE_FAILED, PLUGIN_START_FAILED, PLUGIN_START_TIMEOUT } from './plugin-errors.js';
import { within } from './time-limit.js';

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

/**
 * Creates and starts an instance, both within its `startTimeoutMs`.
 *
 * @param redactor blanks secrets out of what the plugin threw
 * @throws `PLUGIN_CREATE_FAILED`, `PLUGIN_START_FAILED`, `PLUGIN_START_TIMEOUT`; each names the instance and its package
 */
export async function startInstance(
  loaded: LoadedPlugin,
  ctx: InstanceContext,
  redactor: Redactor,
): Promise<RunningInstance> {
  const who = `Instance "${loaded.config.name}" (${loaded.package.name} ${loaded.package.version})`;
  const limitMs = loaded.config.startTimeoutMs;
  const begun = performance.now();
  const expired = (step: string) => () =>
    new CodedError(PLUGIN_START_TIMEOUT, `${who} was not ready after ${limitMs} ms: its ${step} did not finish.`);

  const created = await within(limitMs, expired('create'), () => createInstance(loaded.plugin, ctx)).catch((error) => {
    if (isTimeout(error)) throw error;
    throw new CodedError(PLUGIN_CREATE_FAILED, `${who}: create threw: ${redactor.redact(firstLine(error))}.`, {
      cause: error,
    });
  });
  const fault = faultOf(created);
  if (fault !== undefined) {
    throw new CodedError(PLUGIN_CREATE_FAILED, `${who}: ${fault}.`, {
      remedy: "The fault is the plugin's; report it to its author.",
    });
  }

  const leftMs = Math.max(1, limitMs - (performance.now() - begun));
  await within(leftMs, expired('start'), () => created.instance.start?.()).catch((error) => {
    if (isTimeout(error)) throw error;
    throw new CodedError(PLUGIN_START_FAILED, `${who}: start threw: ${redactor.redact(firstLine(error))}.`, {
      cause: error,
    });
  });
  return new RunningInstance(loaded, created, ctx.log);
}

function isTimeout(error: unknown): boolean {
  return isCodedError(error) && error.code === PLUGIN_START_TIMEOUT.code;
}
