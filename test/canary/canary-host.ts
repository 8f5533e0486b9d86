import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { vi } from 'vitest';
import { z } from 'zod';
import type { Evidence } from './evidence.js';

const delivery = z.object({
  id: z.string(),
  channel: z.string(),
  attempts: z.number(),
  state: z.string(),
  workload: z.object({ name: z.string() }),
});

const deliveriesSchema = z.object({
  deliveries: z.array(delivery),
});

export type Deliveries = z.output<typeof deliveriesSchema>['deliveries'];

export interface Tokens {
  readonly publish: string;
  readonly read: string;
  readonly operate: string;
}

/** A running host, whose every answer is kept. */
export class CanaryHost {
  readonly #address: string;
  readonly #tokens: Tokens;
  readonly #evidence: Evidence;

  constructor(address: string, tokens: Tokens, evidence: Evidence) {
    this.#address = address;
    this.#tokens = tokens;
    this.#evidence = evidence;
  }

  async ask(method: string, path: string, body?: unknown): Promise<string> {
    const response = await fetch(`${this.#address}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#tokens.operate}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    this.#evidence.add(
      `the answer to ${method} ${path}`,
      `${response.status} ${[...response.headers].join(' ')}\n${text}`,
    );
    return text;
  }

  /** Everything there is: few enough for one page. */
  async deliveries(): Promise<Deliveries> {
    return deliveriesSchema.parse(JSON.parse(await this.ask('GET', '/v1/deliveries?limit=500'))).deliveries;
  }

  /** Resolves when every channel has tried each. */
  async publish(faults: readonly string[]): Promise<void> {
    const before = (await this.deliveries()).length;
    const events = faults.map((fault) => ({
      ...EXAMPLE_PAYLOAD,
      event: 'update_failed',
      deployment: { ...EXAMPLE_PAYLOAD.deployment, name: `fault-${fault}` },
    }));
    await this.ask('POST', '/v1/events', events);
    const allTried = async (): Promise<void> => {
      const all = await this.deliveries();
      const waiting = all.filter(({ attempts }) => attempts === 0).map(({ id }) => id);
      if (all.length === before || waiting.length > 0) throw new Error(`not tried yet: ${waiting.join(', ')}`);
    };
    await vi.waitFor(allTried, { timeout: 60_000, interval: 200 });
  }

  async resumeAll(): Promise<void> {
    const names = new Set((await this.deliveries()).map(({ channel }) => channel));
    for (const name of names) await this.ask('POST', `/v1/channels/${name}/resume`);
  }

  /** @returns what ends it */
  watchTail(): () => void {
    const watching = new AbortController();
    const watch = async (): Promise<void> => {
      const headers = { authorization: `Bearer ${this.#tokens.read}` };
      const { body } = await fetch(`${this.#address}/v1/events/tail`, { headers, signal: watching.signal });
      for await (const bytes of body ?? []) this.#evidence.add('events tail', Buffer.from(bytes).toString());
    };
    watch().catch(() => watching.abort());
    return () => watching.abort();
  }
}
