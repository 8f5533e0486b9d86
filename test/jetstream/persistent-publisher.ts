import { setTimeout as pause } from 'node:timers/promises';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { post } from '../support/events.js';

/** Events a request. */
const BATCH = 50;

/** Before it turns to the next host. Milliseconds. */
const PAUSE_MS = 50;

/** Publishes so many events, each batch at one host after another until one of them has acknowledged it. */
export class PersistentPublisher {
  readonly acknowledged: string[] = [];
  readonly #name: string;
  readonly #addresses: () => readonly string[];
  #turn: number;

  /** @param addresses of the hosts that are thought to run */
  constructor(name: string, first: number, addresses: () => readonly string[]) {
    this.#name = name;
    this.#turn = first;
    this.#addresses = addresses;
  }

  async publish(count: number): Promise<void> {
    for (let done = 0; done < count; done += BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => `${this.#name}-${done + index}`);
      while (!(await this.#post(ids))) await pause(PAUSE_MS);
      this.acknowledged.push(...ids);
    }
  }

  /** @returns whether they are acknowledged */
  async #post(ids: readonly string[]): Promise<boolean> {
    const addresses = this.#addresses();
    const address = addresses[this.#turn % addresses.length] ?? '';
    this.#turn += 1;
    const events = ids.map((id) => ({
      ...EXAMPLE_PAYLOAD,
      id,
      deployment: { ...EXAMPLE_PAYLOAD.deployment, name: `workload-of-${id}` },
    }));
    try {
      const answer = await post(address, events);
      await answer.arrayBuffer();
      if (![202, 429, 503].includes(answer.status)) throw new Error(`the host answered ${answer.status}`);
      return answer.status === 202;
    } catch (error) {
      // The host was killed under this request, or is gone already.
      if (error instanceof TypeError) return false;
      throw error;
    }
  }
}
