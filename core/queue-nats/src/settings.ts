/** How the queue finds its servers, and what it promises. */
export interface NatsSettings {
  /** `nats://host:4222`, or `tls://host:4222`; of one cluster. Whichever answers serves. */
  readonly servers: readonly string[];
  /** What the names of its streams and of its bucket begin with: hosts that share it share the work. */
  readonly name: string;
  /** The content of a `.creds` file: a user's JWT with the seed of its key. */
  readonly credentials?: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** In PEM form. With an authority of its own, or a certificate and key that the server asks for. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** Of each stream, over the servers of a cluster: 1, 3 or 5. */
  readonly replicas: number;
  /** After so long without a sign from the host that has a delivery, another host gets it. Milliseconds. */
  readonly leaseTime: number;
  /** The server itself knows an event id so long. Milliseconds. */
  readonly deduplicationWindow: number;
  /** Delivered deliveries are kept this long, and a duplicate of their event is known for one. Milliseconds. */
  readonly retention: number;
  /** Publishing is refused beyond so many pending deliveries. */
  readonly maxPending: number;
}
