import type { HostStatus } from '@headwind/plugin-api';

/** Asks the host how things stand, once at a time, however many want to know, and waits no longer than it must. */
export class HostStatusReader {
  readonly #status: () => Promise<HostStatus>;
  readonly #limitMs: number;
  #asking: Promise<HostStatus> | undefined;

  constructor(status: () => Promise<HostStatus>, limitMs: number) {
    this.#status = status;
    this.#limitMs = limitMs;
  }

  /** @throws what the host throws, or an error when its answer takes too long; it is waited for at the next call too */
  async read(): Promise<HostStatus> {
    this.#asking ??= Promise.resolve()
      .then(this.#status)
      .finally(() => {
        this.#asking = undefined;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const message = `the host did not say within ${this.#limitMs / 1000} s how things stand`;
      timer = setTimeout(() => reject(new Error(message)), this.#limitMs);
    });
    try {
      return await Promise.race([this.#asking, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
