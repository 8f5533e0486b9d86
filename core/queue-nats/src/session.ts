import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/** One connection to a server whose streams stand. It ends with the connection; another follows. */
export interface Session {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** The last sequence of events when it began: what is not beyond it may have been handed out and settled before. */
  readonly lastSeq: number;
  /** The largest message that the server takes. Bytes. */
  readonly maxPayload: number;
}
