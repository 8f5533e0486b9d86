import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EventDraft } from '@headwind/plugin-api';
import { publishMany } from './drafts.js';

/** How events are published in one measurement. */
export interface Publication {
  readonly count: number;
  /** Events that are published together. */
  readonly batch: number;
  /** Each waits for its acknowledgement before it publishes the next batch. */
  readonly publishers: number;
}

/** A program of its own that publishes when it is told to. */
export interface PublishingProgram {
  /** Resolves once the last event is acknowledged. */
  publish(publication: Publication): Promise<void>;
  stop(): Promise<void>;
}

/** @param module calls {@link publishWhenTold} as soon as it can publish */
export async function startProgram(module: string, args: readonly string[]): Promise<PublishingProgram> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), args);
  const ended = once(child, 'exit');
  const answer = async (): Promise<void> => {
    const dead = ended.then(([code]) => Promise.reject(new Error(`${module} ended with ${code}`)));
    await Promise.race([once(child, 'message'), dead]);
  };
  await answer();
  return {
    async publish(publication) {
      child.send(publication);
      await answer();
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

/** The other side of {@link startProgram}, in that program. */
export function publishWhenTold(
  publish: (drafts: readonly EventDraft[]) => Promise<unknown>,
  stop: () => Promise<void>,
): void {
  process.on('message', async ({ count, batch, publishers }: Publication) => {
    await publishMany(publish, count, publishers, batch);
    process.send?.('published');
  });
  process.on('disconnect', () => void stop().then(() => process.exit(0)));
  process.send?.('ready');
}
