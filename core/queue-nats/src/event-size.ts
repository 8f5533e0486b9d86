/** What a record says beside the event it has in it takes less. Bytes. */
const RECORD_BYTES = 32 * 2 ** 10;

/** The largest event of a server, as JSON: its message and every record of it fit. @param maxPayload of the server, in bytes */
export function largestEvent(maxPayload: number): number {
  return Math.max(0, maxPayload - RECORD_BYTES);
}
