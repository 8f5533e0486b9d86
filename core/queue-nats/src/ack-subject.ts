/** What the subject for the answer says of a message that a consumer gave. */
export interface GivenMessage {
  /** How often it has been given, with this time. */
  readonly deliveries: number;
  readonly seq: number;
  /** When it was stored, in milliseconds since the epoch. */
  readonly storedAt: number;
}

/**
 * `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<consumer sequence>.<nanoseconds>.<pending>`; newer servers may put a
 * domain and an account before the stream, and a token at the end
 * (https://docs.nats.io/reference/reference-protocols/nats_api_reference#ack).
 */
export function givenMessage(reply: string): GivenMessage {
  const tokens = reply.split('.');
  const from = tokens.length > 9 ? 6 : 4;
  const [deliveries, seq] = tokens.slice(from).map(Number);
  // Nanoseconds are more than a number holds exactly.
  const milliseconds = tokens[from + 3]?.slice(0, -6);
  if (deliveries === undefined || seq === undefined || milliseconds === undefined) {
    throw new Error(`a NATS server gave a message to be answered to ${reply}, which is no such subject`);
  }
  return { deliveries, seq, storedAt: Number(milliseconds) };
}
