import type { EventDraft, HeadwindEvent, Outcome, PublishReceipt } from '@headwind/plugin-api';

/** Spans around what the bus does; a bus without tracing has none of it, and pays nothing. */
export interface Tracing {
  /**
   * Runs a publication in a span.
   *
   * @param run gets the drafts with the span's place in the trace, so that attempts go on from there, whenever they are made
   */
  publish(
    drafts: readonly EventDraft[],
    source: string,
    run: (drafts: readonly EventDraft[]) => Promise<readonly PublishReceipt[]>,
  ): Promise<readonly PublishReceipt[]>;

  /**
   * Runs one attempt in a span that continues the event's trace; what it does over HTTP continues the span. Never rejects.
   *
   * @param run begins the attempt and is to be called at once. It gives what the attempt came to, a time-out included,
   * without secrets; it never rejects, and never settles where the host stops before the attempt has ended
   */
  attempt(attempt: TracedAttempt, run: () => Promise<Outcome>): Promise<Outcome>;
}

export interface TracedAttempt {
  readonly deliveryId: string;
  readonly channel: string;
  readonly plugin: string;
  /** From 1. */
  readonly number: number;
  readonly event: HeadwindEvent;
}
