import { changeByFilter } from './change-by-filter.js';
import { changeById } from './change-by-id.js';
import type { DeadLetterChange } from './dead-letter-change.js';
import { type DeliveryFilterFlags, deliveryFilterOf } from './delivery-filter.js';
import type { ExitCode } from './exit-code.js';
import { type AddressFlags, clientOf } from './host-address.js';
import { UsageError } from './report-error.js';
import type { Terminal } from './terminal.js';

export interface ChangeOptions extends DeliveryFilterFlags, AddressFlags {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Replays or discards dead letters: those of the ids, or those that match, or all. */
export async function changeDeadLetters(
  change: DeadLetterChange,
  ids: readonly string[],
  options: ChangeOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { all = false, yes = false, json = false } = options;
  const filter = deliveryFilterOf(options);
  const isFiltered = Object.keys(filter).length > 0;
  const client = clientOf(options, 'operate', terminal);
  if (ids.length > 0) {
    if (isFiltered || all) throw new UsageError('ids say which ones already; give them alone, or conditions');
    return changeById(change, ids, json, client, terminal);
  }
  if (!isFiltered && !all) {
    throw new UsageError('say which ones: ids, conditions such as --channel slack, or --all');
  }
  return changeByFilter(change, { filter, yes, json }, client, terminal);
}
