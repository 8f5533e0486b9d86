import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { EventDraft, SourceContext, SourceInstance } from '@headwind/plugin-api';
import type { SamplesConfig } from './config.js';
import { storyOf } from './story.js';

export interface StorytellerOptions {
  /** How long to wait before an event is published again that found the queue full. Milliseconds. */
  readonly queueFullWaitMs: number;
}

/** A source that tells the story in the background, until it is over or the host stops. */
export function createStoryteller(
  ctx: SourceContext<SamplesConfig>,
  { queueFullWaitMs }: StorytellerOptions,
): SourceInstance {
  const stopping = new AbortController();
  const signal = AbortSignal.any([ctx.signal, stopping.signal]);
  let telling: Promise<void> = Promise.resolve();

  async function tell(): Promise<void> {
    const { intervalMs, repeat } = ctx.config;
    let pauseMs = 0;
    do {
      for (const event of storyOf(randomUUID())) {
        await wait(pauseMs, undefined, { signal });
        await publish(event);
        pauseMs = intervalMs;
      }
      ctx.log.info('sample story published');
    } while (repeat);
  }

  async function publish(event: EventDraft): Promise<void> {
    let refused = false;
    for (;;) {
      signal.throwIfAborted();
      try {
        await ctx.publish(event);
        return;
      } catch (error) {
        if (!isQueueFull(error)) throw error;
        if (!refused)
          ctx.log.warn('the queue is full; the sample event is published when there is room', { id: event.id });
        refused = true;
        await wait(queueFullWaitMs, undefined, { signal });
      }
    }
  }

  return {
    start() {
      telling = tell().catch((error: unknown) => {
        if (!signal.aborted) ctx.log.error('the sample story ends here: an event could not be published', { error });
      });
    },
    async stop() {
      stopping.abort();
      await telling;
    },
  };
}

function isQueueFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'QUEUE_FULL';
}
