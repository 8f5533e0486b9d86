import type { IncomingHttpHeaders } from 'node:http';
import type { ConfigurationStatus, EventDraft, PublishReceipt } from '@headwind/plugin-api';

/** Where the API hands events in: the bus, seen from here. */
export interface EventIntake {
  /**
   * Publishes all of them or nothing, and resolves once that is durable: one receipt a draft, in their order.
   *
   * @param source who publishes: `api` for whoever calls the API, `headwind` for the Headwind operator
   * @throws `EVENT_INVALID`, `QUEUE_FULL`, `QUEUE_UNAVAILABLE` or `BUS_STOPPING`
   */
  publish(drafts: readonly EventDraft[], source: string): Promise<readonly PublishReceipt[]>;
}

/** Runs what a request asks for as a part of the trace that its headers name. */
export type ContinueTrace = <Result>(headers: IncomingHttpHeaders, run: () => Result) => Result;

/** Whether the host can take events, and what is wrong with it. */
export interface Readiness {
  /** What stands in the way, one sentence each; none when ready. Shown to anybody who asks: no secrets. */
  problems(): Promise<readonly string[]>;
  /** What is wrong although events are taken and stored, one sentence each; as public. */
  troubles(): Promise<readonly string[]>;
  /** Which configuration is live. */
  readonly configuration: ConfigurationStatus;
}
