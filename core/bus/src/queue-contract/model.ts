import { expect } from 'vitest';
import type { DeliveryState, LeasedDelivery, Publication, Settlement, StoredDelivery } from '../queue.js';

interface ModelDelivery {
  readonly id: string;
  readonly channel: string;
  readonly event: StoredDelivery['event'];
  /** Events are numbered as published. */
  readonly order: number;
  state: DeliveryState;
  /** The state that each attempt led to. */
  readonly attempts: Settlement['state'][];
}

/** What must be in the queue: every delivery, and for each channel and workload those pending in the order of their turns. */
export class Model {
  readonly #deliveries = new Map<string, ModelDelivery>();
  readonly #lines = new Map<string, ModelDelivery[]>();
  readonly #leased = new Map<string, LeasedDelivery>();
  #events = 0;

  publish({ event, channels }: Publication): void {
    for (const channel of channels) {
      const id = `${event.id}/${channel}`;
      const delivery: ModelDelivery = { id, channel, event, order: this.#events, state: 'pending', attempts: [] };
      this.#deliveries.set(id, delivery);
      this.#lineOf(delivery).push(delivery);
    }
    this.#events += 1;
  }

  /** Whether a lease of the channel has something to give. */
  offers(channel: string): boolean {
    return [...this.#lines.values()].some(([first]) => first?.channel === channel && first.state === 'pending');
  }

  /** Checks that it is the delivery's turn and that nobody else has it. */
  lease(leased: LeasedDelivery): void {
    const delivery = this.#get(leased.id);
    expect(delivery.state).toBe('pending');
    expect(this.#lineOf(delivery)[0]).toBe(delivery);
    expect(leased.attempts).toBe(delivery.attempts.length);
    delivery.state = 'leased';
    this.#leased.set(leased.id, leased);
  }

  settle({ id }: LeasedDelivery, state: Settlement['state']): void {
    const delivery = this.#get(id);
    this.#leased.delete(id);
    delivery.state = state;
    delivery.attempts.push(state);
    if (state !== 'pending') this.#lineOf(delivery).shift();
  }

  release({ id }: LeasedDelivery): void {
    this.#leased.delete(id);
    this.#get(id).state = 'pending';
  }

  /** Behind whatever has its turn, before what is younger. */
  replay(id: string): void {
    const delivery = this.#get(id);
    delivery.state = 'pending';
    const line = this.#lineOf(delivery);
    const younger = line.findIndex(({ order }, place) => place > 0 && order > delivery.order);
    line.splice(younger === -1 ? line.length : younger, 0, delivery);
  }

  discard(id: string): void {
    this.#deliveries.delete(id);
  }

  /** The process died: nothing is leased any more. */
  reopen(): void {
    for (const { id } of this.#leased.values()) this.#get(id).state = 'pending';
    this.#leased.clear();
  }

  get leased(): readonly LeasedDelivery[] {
    return [...this.#leased.values()];
  }

  /** Oldest first. */
  get deliveries(): readonly ModelDelivery[] {
    return [...this.#deliveries.values()];
  }

  in(state: DeliveryState): readonly ModelDelivery[] {
    return this.deliveries.filter((delivery) => delivery.state === state);
  }

  get depth() {
    return { pending: this.in('pending').length + this.in('leased').length, dead: this.in('dead').length };
  }

  #get(id: string): ModelDelivery {
    const delivery = this.#deliveries.get(id);
    if (delivery === undefined) throw new Error(`the queue gave ${id}, which there is not`);
    return delivery;
  }

  #lineOf({ channel, event }: ModelDelivery): ModelDelivery[] {
    const key = `${channel} ${event.workload.namespace}/${event.workload.name}`;
    const line = this.#lines.get(key) ?? [];
    this.#lines.set(key, line);
    return line;
  }
}
