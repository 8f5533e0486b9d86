import type { HeldDelivery } from './held-delivery.js';

/**
 * The deliveries of one channel that this host holds, in lines: one for each workload, ordered as published. The first of
 * a line has its turn, with two exceptions: what is leased keeps its turn, and so does what had it when an older one was
 * replayed.
 */
export class HeldLines {
  readonly #lines = new Map<string, HeldDelivery[]>();
  readonly #bySeq = new Map<string, HeldDelivery>();

  get size(): number {
    return this.#bySeq.size;
  }

  get all(): Iterable<HeldDelivery> {
    return this.#bySeq.values();
  }

  /** Of how many it is not known yet whether they are settled. */
  get checking(): number {
    let count = 0;
    for (const { state } of this.#bySeq.values()) if (state === 'checking') count += 1;
    return count;
  }

  find(seq: number, isReplay: boolean): HeldDelivery | undefined {
    return this.#bySeq.get(keyOf(seq, isReplay));
  }

  /** Whether an event's delivery, or a replay of it, is here. */
  has(seq: number): boolean {
    return this.find(seq, false) !== undefined || this.find(seq, true) !== undefined;
  }

  join(held: HeldDelivery): void {
    const line = this.#lines.get(held.workload) ?? [];
    // Mostly it is the youngest.
    let place = line.length;
    while (place > 0 && (line[place - 1]?.seq ?? 0) > held.seq) place -= 1;
    line.splice(place, 0, held);
    this.#lines.set(held.workload, line);
    this.#bySeq.set(keyOf(held.seq, held.replay !== undefined), held);
  }

  leave(held: HeldDelivery): void {
    if (!this.#bySeq.delete(keyOf(held.seq, held.replay !== undefined))) return;
    const line = this.#lines.get(held.workload) ?? [];
    line.splice(line.indexOf(held), 1);
    if (line.length === 0) this.#lines.delete(held.workload);
  }

  /** Whose turn it is. */
  firstOf(workload: string): HeldDelivery | undefined {
    const line = this.#lines.get(workload);
    return line && turnIn(line);
  }

  /** Those that are due and have their turn, oldest first; none that is younger than one of which nothing is known yet. */
  due(now: number): HeldDelivery[] {
    const turns = this.#turns();
    let unknown = Number.POSITIVE_INFINITY;
    for (const { state, seq } of turns) if (state === 'checking') unknown = Math.min(unknown, seq);
    return turns
      .filter(({ state, dueAt, seq }) => state === 'pending' && dueAt <= now && seq < unknown)
      .sort((a, b) => a.seq - b.seq);
  }

  /** When the next of those that have their turn is due. */
  nextDueAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { state, dueAt } of this.#turns()) if (state === 'pending') next = Math.min(next, dueAt);
    return next;
  }

  #turns(): HeldDelivery[] {
    const turns: HeldDelivery[] = [];
    for (const line of this.#lines.values()) {
      const turn = turnIn(line);
      if (turn !== undefined) turns.push(turn);
    }
    return turns;
  }
}

function turnIn(line: readonly HeldDelivery[]): HeldDelivery | undefined {
  const [first] = line;
  if (line.length === 1 || first === undefined || first.state === 'leased') return first;
  const leased = line.find(({ state }) => state === 'leased');
  if (leased !== undefined) return leased;
  const { replay } = first;
  if (replay?.behind === undefined) return first;
  // What was replayed later was not there to have the turn.
  return line.find((other) => other.seq === replay.behind && (other.replay?.seq ?? 0) < replay.seq) ?? first;
}

function keyOf(seq: number, isReplay: boolean): string {
  return isReplay ? `r${seq}` : `${seq}`;
}
