import type { HttpPost, HttpReply, PluginHttp } from '@headwind/plugin-api';
import type { NetworkConfig } from '../config/host-config.js';

export type ClosableHttp = PluginHttp & { close(): Promise<void> };

/**
 * `ctx.http` under rules that may change: requests begin under the latest, and those under way end under the ones they
 * began with. What served earlier rules is kept until the host stops, for an answer may be read for long; it holds nothing
 * but idle connections.
 */
export class ReplaceableHttp implements ClosableHttp {
  readonly #make: (network: NetworkConfig) => ClosableHttp;
  readonly #earlier: ClosableHttp[] = [];
  #current: ClosableHttp;

  constructor(network: NetworkConfig, make: (network: NetworkConfig) => ClosableHttp) {
    this.#make = make;
    this.#current = make(network);
  }

  post(url: string, request: HttpPost): Promise<HttpReply> {
    return this.#current.post(url, request);
  }

  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    return this.#current.fetch(input, init);
  }

  replace(network: NetworkConfig): void {
    this.#earlier.push(this.#current);
    this.#current = this.#make(network);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#earlier, this.#current].map((http) => http.close()));
  }
}
