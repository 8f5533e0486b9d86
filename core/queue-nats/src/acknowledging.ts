import { type NatsConnection, nanos } from '@nats-io/transport-node';

/*
 * What is said of a message that a consumer gave, to the subject that stands in it for the answer
 * (https://docs.nats.io/reference/reference-protocols/nats_api_reference#acknowledging-messages). Only that subject is kept
 * of a message, so that thousands of deliveries can be held.
 */

/** How long the server may take to confirm. Milliseconds. */
const TIMEOUT_MS = 5_000;

/** It is settled; nobody needs to know when. */
export function acknowledge(nc: NatsConnection, reply: string): void {
  nc.publish(reply, '+ACK');
}

/** It is settled; resolves when the server has taken note. */
export async function acknowledgeSurely(nc: NatsConnection, reply: string): Promise<void> {
  await nc.request(reply, '+ACK', { timeout: TIMEOUT_MS });
}

/** Somebody else may have it, after so long; resolves when the server has taken note. */
export async function handBack(nc: NatsConnection, reply: string, delayMs: number): Promise<void> {
  // A delay of nothing is said as such: without it the server would take what a back-off of the consumer says.
  await nc.request(reply, `-NAK ${JSON.stringify({ delay: nanos(delayMs) })}`, { timeout: TIMEOUT_MS });
}

/** It is still being worked on: its lease begins anew. */
export function renew(nc: NatsConnection, reply: string): void {
  nc.publish(reply, '+WPI');
}
