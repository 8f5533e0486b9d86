import type { HeadwindEvent, PluginLog, PluginState } from '@headwind/plugin-api';
import { inject, injectable, LOG, STATE } from '@headwind/plugin-di';
import { z } from 'zod';
import { type Thread, threadSchema } from './thread.js';

/** Threads that are kept of one workload; an older update gets no more events. */
const MAX_THREADS = 5;

const storedSchema = z.array(threadSchema);

/** The threads of each workload, in the instance's durable state. */
@injectable()
export class ThreadStore {
  readonly #state: PluginState;
  readonly #log: PluginLog;

  constructor(@inject(STATE) state: PluginState, @inject(LOG) log: PluginLog) {
    this.#state = state;
    this.#log = log;
  }

  /** In the order in which they were opened. */
  async read(event: HeadwindEvent): Promise<readonly Thread[]> {
    const key = keyOf(event);
    const value = await this.#state.get(key);
    if (value === undefined || value === null) return [];
    const stored = storedSchema.safeParse(value);
    if (stored.success) return stored.data;
    this.#log.warn('the threads of a workload were kept in a form that is not known; new ones are opened', { key });
    return [];
  }

  /** Resolves once they are durable; of more than five the oldest are forgotten. */
  write(event: HeadwindEvent, threads: readonly Thread[]): Promise<void> {
    return this.#state.set(keyOf(event), threads.slice(-MAX_THREADS));
  }
}

function keyOf({ workload }: HeadwindEvent): string {
  return `threads/${workload.namespace}/${workload.name}`;
}
