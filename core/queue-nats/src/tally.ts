/** Sequences of one segment. */
const SEGMENT = 1_024;
const WORD = 32;

/** One bit for each sequence: whether that event is for the channel. */
type Segment = Uint32Array;

/**
 * Which events are for which channel, beyond the oldest that may be pending: by it, what is pending can be counted although
 * the stream has all channels' events in one. One bit an event and channel.
 */
export class Tally {
  readonly #channels = new Map<string, Map<number, Segment>>();
  #lastSeq = 0;

  /** The last sequence that was told, of whatever channels. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** @param seq beyond all before */
  add(seq: number, channels: readonly string[]): void {
    this.#lastSeq = Math.max(this.#lastSeq, seq);
    const number = Math.floor(seq / SEGMENT);
    const bit = seq % SEGMENT;
    for (const channel of channels) {
      const segments = this.#channels.get(channel) ?? new Map<number, Segment>();
      this.#channels.set(channel, segments);
      const segment = segments.get(number) ?? new Uint32Array(SEGMENT / WORD);
      segments.set(number, segment);
      const word = Math.floor(bit / WORD);
      segment[word] = (segment[word] ?? 0) | (1 << (bit % WORD));
    }
  }

  /** Begins anew after a sequence. */
  reset(lastSeq: number): void {
    this.#channels.clear();
    this.#lastSeq = lastSeq;
  }

  /** How many events beyond a sequence are for the channel. */
  countAfter(channel: string, seq: number): number {
    let count = 0;
    for (const [number, segment] of this.#channels.get(channel) ?? []) {
      if ((number + 1) * SEGMENT <= seq) continue;
      for (const [place, word] of segment.entries()) count += bitsIn(maskedAfter(word, number, place, seq));
    }
    return count;
  }

  /** The first sequences beyond a sequence that are for the channel, at most so many. */
  firstAfter(channel: string, seq: number, limit: number): number[] {
    const found: number[] = [];
    // As they were told, and so in order.
    for (const [number, segment] of this.#channels.get(channel) ?? []) {
      if ((number + 1) * SEGMENT <= seq) continue;
      for (const [place, word] of segment.entries()) {
        let rest = maskedAfter(word, number, place, seq);
        while (rest !== 0) {
          if (found.length === limit) return found;
          const bit = 31 - Math.clz32(rest & -rest);
          found.push(number * SEGMENT + place * WORD + bit);
          rest &= rest - 1;
        }
      }
    }
    return found;
  }

  /** Forgets whole segments before a sequence, of one channel. */
  forgetBefore(channel: string, seq: number): void {
    const segments = this.#channels.get(channel);
    for (const number of segments?.keys() ?? []) if ((number + 1) * SEGMENT <= seq) segments?.delete(number);
  }
}

/** A word without the bits that stand for sequences up to `seq`. */
function maskedAfter(word: number, segment: number, place: number, seq: number): number {
  const gone = seq + 1 - (segment * SEGMENT + place * WORD);
  if (gone <= 0) return word;
  return gone >= WORD ? 0 : word & (-1 << gone);
}

/** https://graphics.stanford.edu/~seander/bithacks.html#CountBitsSetParallel */
function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
