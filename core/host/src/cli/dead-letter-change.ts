import { z } from 'zod';

const next = z.string().nullable();

/** What one request did, and where to go on; null when nothing is left. */
export interface ChangedPage {
  readonly count: number;
  readonly next: string | null;
}

/** What can be done to dead letters. */
export interface DeadLetterChange {
  readonly verb: 'Replay' | 'Discard';
  readonly done: 'replayed' | 'discarded';
  /** Does it to those that match. */
  readonly path: '/v1/dead-letters/replay' | '/v1/dead-letters/discard';
  /** What the path answers. */
  readonly answer: z.ZodType<ChangedPage>;
  /** What has to be known before saying yes. */
  readonly warning?: string;
}

export const REPLAY: DeadLetterChange = {
  verb: 'Replay',
  done: 'replayed',
  path: '/v1/dead-letters/replay',
  answer: z.object({ replayed: z.number(), next }).transform((page) => ({ count: page.replayed, next: page.next })),
};

export const DISCARD: DeadLetterChange = {
  verb: 'Discard',
  done: 'discarded',
  path: '/v1/dead-letters/discard',
  answer: z.object({ discarded: z.number(), next }).transform((page) => ({ count: page.discarded, next: page.next })),
  warning: 'They are gone for good then.',
};

/** What both paths answer to a dry run. */
export const dryRunAnswer: z.ZodType<ChangedPage> = z
  .object({ matching: z.number(), next })
  .transform((page) => ({ count: page.matching, next: page.next }));
