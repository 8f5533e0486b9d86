import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Pool } from 'undici';
import { onTestFinished } from 'vitest';
import type { AnyRequest } from './any-request.js';

/** What came back; none where the host hung up. */
export interface Answer {
  readonly status: number;
  /** The ids of the events that were acknowledged. */
  readonly acknowledged: readonly string[];
}

/** Sends requests to one host, however wrong they are, and reads its answers. */
export class Sender {
  readonly #pool: Pool;
  readonly #port: number;

  constructor(address: string) {
    this.#pool = new Pool(address, { connections: 32 });
    this.#port = Number(new URL(address).port);
    onTestFinished(() => this.#pool.destroy());
  }

  async send({ method, path, headers, body }: AnyRequest): Promise<Answer> {
    const reply = await this.#pool.request({
      method: method as 'POST',
      path,
      headers,
      ...(method !== 'GET' && { body }),
    });
    return answerOf(reply.statusCode, await reply.body.text());
  }

  /** Sends the bytes on a connection of their own, says that no more will come, and reads what comes back. */
  async sendBytes(bytes: Uint8Array): Promise<readonly Answer[]> {
    const socket = connect(this.#port, '127.0.0.1');
    // A reset is one way of being refused.
    socket.on('error', () => undefined);
    socket.end(bytes);
    const text = (await buffer(socket).catch(() => Buffer.alloc(0))).toString('latin1');
    return [...text.matchAll(/HTTP\/1\.1 (\d{3})[\s\S]*?\r\n\r\n(\{"events":.*?\]\})?/g)].map(([, status, body = '']) =>
      answerOf(Number(status), body),
    );
  }

  /** What the process of the host holds, as it says itself. */
  async residentMebibytes(): Promise<number> {
    const reply = await this.#pool.request({ method: 'GET', path: '/metrics' });
    const [, bytes = 'NaN'] = /^process_resident_memory_bytes (\S+)$/m.exec(await reply.body.text()) ?? [];
    return Number(bytes) / 2 ** 20;
  }
}

function answerOf(status: number, body: string): Answer {
  if (status !== 202) return { status, acknowledged: [] };
  const { events }: { events: readonly { readonly id: string }[] } = JSON.parse(body);
  return { status, acknowledged: events.map(({ id }) => id) };
}
