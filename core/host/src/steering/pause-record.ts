import { isMapping } from '../config/mapping.js';

/** What an operator did last with a channel. */
export interface PauseRecord {
  readonly paused: boolean;
  /** Milliseconds since the epoch, and later than the change before. */
  readonly at: number;
}

export function isPauseRecord(value: unknown): value is PauseRecord {
  return isMapping(value) && typeof value.paused === 'boolean' && typeof value.at === 'number';
}
