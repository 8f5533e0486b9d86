import { DEAD, DELIVERED, PENDING, type StateCode } from './state-code.js';
import type { PublicationRow, SettlementRow, Turn, Wanted } from './turn.js';

/**
 * A turn as it crosses the thread. Copying an object costs as much as copying its fields' names, for every row anew
 * (measured: 1.1 to 2 µs a row, against 0.5 µs so), and copying is most of what a delivery costs the main thread here.
 */
export interface PackedTurn extends Omit<Turn, 'wanted' | 'calls' | 'settlements'> {
  /** Of each channel: its number, count, bytes, and 1 when it is low. */
  readonly wantedNumbers: readonly number[];
  /** How many publications each call has. */
  readonly callSizes: readonly number[];
  /** Of each publication: id, workload, body. */
  readonly publicationTexts: readonly string[];
  /** Of each publication: how many channels, and which. */
  readonly publicationChannels: readonly number[];
  /** Of each settlement: its numbers, in the order of `NUMBERS`. */
  readonly settlementNumbers: Float64Array;
  /** Of each settlement: workload, error, reason. */
  readonly settlementTexts: readonly (string | null)[];
}

/** Numbers of a settlement: seq, channel, state, attempts, retries, firstAttemptAt, begunAt, at, retryAt. */
const NUMBERS = 9;

/** Texts of a settlement: workload, error, reason. */
const TEXTS = 3;

/** Numbers of a channel in `wantedNumbers`. */
const WANTED_NUMBERS = 4;

export function packTurn({ wanted, calls, settlements, ...rest }: Turn): PackedTurn {
  const publicationTexts: string[] = [];
  const publicationChannels: number[] = [];
  for (const rows of calls) {
    for (const { id, workload, body, channels } of rows) {
      publicationTexts.push(id, workload, body);
      publicationChannels.push(channels.length, ...channels);
    }
  }
  const settlementNumbers = new Float64Array(settlements.length * NUMBERS);
  const settlementTexts: (string | null)[] = [];
  let at = 0;
  for (const row of settlements) {
    settlementNumbers[at++] = row.seq;
    settlementNumbers[at++] = row.channel;
    settlementNumbers[at++] = row.state;
    settlementNumbers[at++] = row.attempts;
    settlementNumbers[at++] = row.retries;
    settlementNumbers[at++] = row.firstAttemptAt;
    settlementNumbers[at++] = row.begunAt;
    settlementNumbers[at++] = row.at;
    settlementNumbers[at++] = row.retryAt;
    settlementTexts.push(row.workload, row.error, row.reason);
  }
  const callSizes = calls.map((rows) => rows.length);
  return {
    ...rest,
    wantedNumbers: packWanted(wanted),
    callSizes,
    publicationTexts,
    publicationChannels,
    settlementNumbers,
    settlementTexts,
  };
}

export function unpackTurn(packed: PackedTurn): Turn {
  const {
    wantedNumbers,
    callSizes,
    publicationTexts,
    publicationChannels,
    settlementNumbers,
    settlementTexts,
    ...rest
  } = packed;
  return {
    ...rest,
    wanted: unpackWanted(wantedNumbers),
    calls: unpackCalls(callSizes, publicationTexts, publicationChannels),
    settlements: unpackSettlements(settlementNumbers, settlementTexts),
  };
}

function packWanted(wanted: readonly Wanted[]): number[] {
  const numbers: number[] = [];
  for (const { channel, count, bytes, low } of wanted) numbers.push(channel, count, bytes, low ? 1 : 0);
  return numbers;
}

function unpackWanted(numbers: readonly number[]): Wanted[] {
  return Array.from({ length: numbers.length / WANTED_NUMBERS }, (_, index) => {
    const at = index * WANTED_NUMBERS;
    return {
      channel: numbers[at] ?? 0,
      count: numbers[at + 1] ?? 0,
      bytes: numbers[at + 2] ?? 0,
      low: numbers[at + 3] === 1,
    };
  });
}

function unpackCalls(sizes: readonly number[], texts: readonly string[], channels: readonly number[]) {
  let text = 0;
  let channel = 0;
  const next = (): PublicationRow => {
    const count = channels[channel] ?? 0;
    const row = {
      id: texts[text] ?? '',
      workload: texts[text + 1] ?? '',
      body: texts[text + 2] ?? '',
      channels: channels.slice(channel + 1, channel + 1 + count),
    };
    text += 3;
    channel += 1 + count;
    return row;
  };
  return sizes.map((size) => Array.from({ length: size }, next));
}

function unpackSettlements(numbers: Float64Array, texts: readonly (string | null)[]): SettlementRow[] {
  return Array.from({ length: numbers.length / NUMBERS }, (_, index) => {
    const at = index * NUMBERS;
    return {
      seq: numbers[at] ?? 0,
      channel: numbers[at + 1] ?? 0,
      workload: texts[index * TEXTS] ?? '',
      state: stateOf(numbers[at + 2]),
      attempts: numbers[at + 3] ?? 0,
      retries: numbers[at + 4] ?? 0,
      firstAttemptAt: numbers[at + 5] ?? 0,
      begunAt: numbers[at + 6] ?? 0,
      at: numbers[at + 7] ?? 0,
      retryAt: numbers[at + 8] ?? 0,
      error: texts[index * TEXTS + 1] ?? null,
      reason: texts[index * TEXTS + 2] ?? null,
    };
  });
}

function stateOf(code: number | undefined): StateCode {
  return code === DELIVERED ? DELIVERED : code === DEAD ? DEAD : PENDING;
}
