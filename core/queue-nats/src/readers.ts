import { ChannelReader } from './channel-reader.js';
import type { QueueParts } from './queue-parts.js';
import type { Session } from './session.js';

/** Of a lease time, after this share what is held is told to the server. */
const RENEWALS = 3;

/** The readers of the channels that somebody leased from. */
export class Readers {
  readonly #parts: QueueParts;
  readonly #readers = new Map<string, ChannelReader>();
  readonly #renewing: NodeJS.Timeout;

  constructor(parts: QueueParts) {
    this.#parts = parts;
    const { leaseTime } = parts.settings;
    const renew = (): void => {
      for (const reader of this.#readers.values()) reader.renew(leaseTime);
    };
    this.#renewing = setInterval(renew, leaseTime / RENEWALS).unref();
    parts.connection.onSession((session) => {
      for (const reader of this.#readers.values()) reader.begin(session);
    });
  }

  of(channel: string): ChannelReader {
    const known = this.#readers.get(channel);
    if (known !== undefined) return known;
    const reader = new ChannelReader(channel, this.#parts);
    this.#readers.set(channel, reader);
    const { current } = this.#parts.connection;
    if (current !== undefined) reader.begin(current);
    return reader;
  }

  async flush(session: Session): Promise<void> {
    await Promise.all([...this.#readers.values()].map((reader) => reader.flush(session)));
  }

  async close(): Promise<void> {
    clearInterval(this.#renewing);
    await Promise.allSettled([...this.#readers.values()].map((reader) => reader.close()));
  }
}
