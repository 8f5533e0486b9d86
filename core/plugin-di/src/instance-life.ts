import type { PluginContext, PluginInstance } from '@headwind/plugin-api';
import type { DependencyContainer } from 'tsyringe';
import { disposeParts } from './dispose-parts.js';

/*
 * The life of an instance and its container
 *
 *   making ──made──▶ made ──start──▶ starting ──started──▶ started ──stop──▶ its own stop ──▶ disposed
 *     │               │                 │
 *     │ threw         │                 │ threw
 *     │               │                 │
 *     └───────────────┴── ctx.signal ───┴──▶ disposed
 *                         aborted
 *
 * The host does not stop an instance that has not started; it aborts the signal. One whose start ends after that, when
 * nobody waits for it any more, is stopped at once.
 */
export class InstanceLife {
  readonly #child: DependencyContainer;
  readonly #ctx: PluginContext<unknown>;
  #instance: PluginInstance | undefined;
  #disposing: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(child: DependencyContainer, ctx: PluginContext<unknown>) {
    this.#child = child;
    this.#ctx = ctx;
    ctx.signal.addEventListener('abort', this.letGo, { once: true });
  }

  made(instance: PluginInstance): void {
    this.#instance = instance;
  }

  readonly start = async (): Promise<void> => {
    try {
      await this.#instance?.start?.();
    } catch (error) {
      await this.letGo();
      throw error;
    }
    this.#ctx.signal.removeEventListener('abort', this.letGo);
    if (this.#ctx.signal.aborted) await this.stop();
  };

  /** Once: whoever asks again waits for the same end. */
  readonly stop = (): Promise<void> => {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  };

  async #stop(): Promise<void> {
    try {
      await this.#instance?.stop?.();
    } finally {
      await this.#dispose();
    }
  }

  /** The instance is not to be. Never rejects. */
  readonly letGo = async (): Promise<void> => {
    try {
      await this.#dispose();
    } catch (error) {
      this.#ctx.log.error('what the instance was made of was not disposed of cleanly', { error });
    }
  };

  #dispose(): Promise<void> {
    this.#ctx.signal.removeEventListener('abort', this.letGo);
    this.#disposing ??= disposeParts(this.#child);
    return this.#disposing;
  }
}
