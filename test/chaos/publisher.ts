import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { post } from '../support/events.js';

/** Posts events of its own workloads one after another, and remembers which were acknowledged. */
export class Publisher {
  /** Ids answered 202, by workload, in the order in which they were posted. */
  readonly acknowledged = new Map<string, string[]>();
  #count = 0;
  #stopped = false;
  #run: Promise<void> | undefined;

  /** @param address gives the address of the host that runs at the moment */
  constructor(
    private readonly name: string,
    private readonly workloads: number,
    private readonly address: () => string,
  ) {}

  start(): void {
    this.#run = this.#post();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#run;
  }

  async #post(): Promise<void> {
    while (!this.#stopped) {
      const workload = `${this.name}-${this.#count % this.workloads}`;
      const id = `${workload}-${this.#count}`;
      this.#count += 1;
      const deployment = { ...EXAMPLE_PAYLOAD.deployment, name: workload };
      try {
        const response = await post(this.address(), { ...EXAMPLE_PAYLOAD, id, deployment });
        await response.arrayBuffer();
        if (response.status === 202) this.acknowledged.set(workload, [...(this.acknowledged.get(workload) ?? []), id]);
        // Over NATS a host listens before its queue is there.
        if (response.status === 503) await new Promise((resolve) => setTimeout(resolve, 20));
      } catch {
        // The host was killed under this request: it was not acknowledged, and may or may not arrive.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
}
