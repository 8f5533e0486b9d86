import { type Handover, isFailure, type ReadDelivery, type StorageFailure, type TurnAnswer } from './turn.js';

/** An answer as it crosses the thread, for the reason that `PackedTurn` has, and each body once. */
export interface PackedAnswer extends Omit<TurnAnswer, 'handovers'> {
  readonly handovers: PackedHandovers | StorageFailure;
}

export interface PackedHandovers {
  /**
   * Of each handover: channel, behind (1 or 0), next due (-1: none), how many are fresh, how many were read; then the
   * fresh ones; then of each that was read: seq, published at, attempts, retries, first attempt
   * (-1: none), place of its body.
   */
  readonly numbers: readonly number[];
  readonly bodies: readonly string[];
}

export function packAnswer({ handovers, ...rest }: TurnAnswer): PackedAnswer {
  return { ...rest, handovers: isFailure(handovers) ? handovers : packHandovers(handovers) };
}

export function unpackAnswer({ handovers, ...rest }: PackedAnswer): TurnAnswer {
  return { ...rest, handovers: isFailure(handovers) ? handovers : unpackHandovers(handovers) };
}

function packHandovers(handovers: readonly Handover[]): PackedHandovers {
  const numbers: number[] = [];
  const bodies: string[] = [];
  const places = new Map<number, number>();
  const placeOf = ({ seq, body }: ReadDelivery): number => {
    const known = places.get(seq);
    if (known !== undefined) return known;
    places.set(seq, bodies.length);
    return bodies.push(body) - 1;
  };
  for (const { channel, behind, nextDue, fresh, read } of handovers) {
    numbers.push(channel, behind ? 1 : 0, nextDue ?? -1, fresh.length, read.length);
    for (const seq of fresh) numbers.push(seq);
    for (const row of read) {
      const { seq, publishedAt, attempts, retries, firstAttemptAt } = row;
      numbers.push(seq, publishedAt, attempts, retries, firstAttemptAt ?? -1, placeOf(row));
    }
  }
  return { numbers, bodies };
}

function unpackHandovers({ numbers, bodies }: PackedHandovers): Handover[] {
  const handovers: Handover[] = [];
  let at = 0;
  const next = (): number => numbers[at++] ?? 0;
  const nextRow = (): ReadDelivery => {
    const seq = next();
    const publishedAt = next();
    const attempts = next();
    const retries = next();
    const firstAttemptAt = next();
    const body = bodies[next()] ?? '';
    return { seq, body, publishedAt, attempts, retries, firstAttemptAt: firstAttemptAt === -1 ? null : firstAttemptAt };
  };
  while (at < numbers.length) {
    const channel = next();
    const behind = next();
    const nextDue = next();
    const freshCount = next();
    const readCount = next();
    const fresh: number[] = [];
    for (let left = freshCount; left > 0; left -= 1) fresh.push(next());
    const read: ReadDelivery[] = [];
    for (let left = readCount; left > 0; left -= 1) read.push(nextRow());
    handovers.push({ channel, fresh, read, behind: behind === 1, nextDue: nextDue === -1 ? undefined : nextDue });
  }
  return handovers;
}
