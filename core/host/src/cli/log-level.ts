import { logLevelsSchema } from './api-shapes.js';
import { type ExitCode, OK } from './exit-code.js';
import { type AddressFlags, clientOf } from './host-address.js';
import { printableJson, printableLine } from './printable.js';
import { UsageError } from './report-error.js';
import type { Terminal } from './terminal.js';
import { textTable } from './text-table.js';

export interface LogLevelOptions extends AddressFlags {
  readonly instance?: string;
  readonly json?: boolean;
}

/** Shows what is logged, or changes it when a level is given. */
export async function logLevel(
  level: string | undefined,
  { instance, json = false, ...address }: LogLevelOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (level === undefined && instance !== undefined) throw new UsageError('--instance needs a level to set');
  const path = '/v1/log-level';
  const levels =
    level === undefined
      ? await clientOf(address, 'read', terminal).request({ path }, logLevelsSchema)
      : await clientOf(address, 'operate', terminal).request(
          { method: 'PUT', path, body: JSON.stringify({ level, instance }) },
          logLevelsSchema,
        );
  const own = Object.entries(levels.levels);
  const rows = [['INSTANCE', 'LEVEL'], ...own, [own.length === 0 ? '(all)' : '(all others)', levels.level]];
  terminal.stdout.write(json ? `${printableJson(levels)}\n` : textTable(rows.map((row) => row.map(printableLine))));
  return OK;
}
