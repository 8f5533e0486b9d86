import { isCodedError } from '@headwind/bus/coded-error';
import type { HttpPost, HttpReply, PluginHttp } from '@headwind/plugin-api';
import type { NetworkConfig } from '../config/host-config.js';
import { ADDRESS_REFUSED } from '../plugins/plugin-errors.js';

export type ClosableHttp = PluginHttp & { close(): Promise<void> };

/**
 * `ctx.http` under rules that may change: requests begin under the latest, and those under way end under the ones they
 * began with. What served earlier rules is kept until the host stops, for an answer may be read for long; it holds nothing
 * but idle connections.
 *
 *   settled ──offer──▶ offered ──accept──▶ settled, under the new rules
 *                         └─────withdraw──▶ settled, under the old rules
 *
 * While rules are offered, what either of the two allows may be reached: what is live goes on as it was, and what starts
 * under the new rules can.
 */
export class ReplaceableHttp implements ClosableHttp {
  readonly #make: (network: NetworkConfig) => ClosableHttp;
  readonly #earlier: ClosableHttp[] = [];
  #current: ClosableHttp;
  #offered: ClosableHttp | undefined;

  constructor(network: NetworkConfig, make: (network: NetworkConfig) => ClosableHttp) {
    this.#make = make;
    this.#current = make(network);
  }

  post(url: string, request: HttpPost): Promise<HttpReply> {
    return this.#send((http) => http.post(url, request));
  }

  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    return this.#send((http) => http.fetch(input, init));
  }

  offer(network: NetworkConfig): void {
    this.#offered = this.#make(network);
  }

  accept(): void {
    if (this.#offered === undefined) return;
    this.#earlier.push(this.#current);
    this.#current = this.#offered;
    this.#offered = undefined;
  }

  withdraw(): void {
    if (this.#offered !== undefined) this.#earlier.push(this.#offered);
    this.#offered = undefined;
  }

  async close(): Promise<void> {
    this.withdraw();
    await Promise.all([...this.#earlier, this.#current].map((http) => http.close()));
  }

  #send<Reply>(send: (http: ClosableHttp) => Promise<Reply>): Promise<Reply> {
    const offered = this.#offered;
    if (offered === undefined) return send(this.#current);
    // An address is refused before anything is sent to it.
    return send(this.#current).catch((error: unknown) => {
      if (isCodedError(error) && error.code === ADDRESS_REFUSED.code) return send(offered);
      throw error;
    });
  }
}
