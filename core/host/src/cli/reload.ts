import { reloadSchema } from './api-shapes.js';
import { type ExitCode, OK } from './exit-code.js';
import { type AddressFlags, clientOf } from './host-address.js';
import { printableJson, printableLine } from './printable.js';
import type { Terminal } from './terminal.js';

/** Instances that change wait for what is under way, and start anew. Milliseconds. */
const TIMEOUT_MS = 120_000;

export interface ReloadOptions extends AddressFlags {
  readonly json?: boolean;
}

/** Has the host read its configuration now, and says which instances changed by it. */
export async function reload({ json = false, ...address }: ReloadOptions, terminal: Terminal): Promise<ExitCode> {
  const { stdout, stderr } = terminal;
  const call = {
    method: 'POST',
    path: '/v1/reload',
    timeoutMs: TIMEOUT_MS,
    afterTimeout: 'It may take effect all the same; the log of the host says.',
  } as const;
  const result = await clientOf(address, 'operate', terminal).request(call, reloadSchema);
  if (json) {
    stdout.write(`${printableJson(result)}\n`);
    return OK;
  }
  for (const warning of result.warnings) stderr.write(`warning: ${printableLine(warning)}\n`);
  const { changed, started, stopped } = result;
  const lines = Object.entries({ changed, started, stopped }).filter(([, names]) => names.length > 0);
  for (const [what, names] of lines) stdout.write(`${what}: ${names.map(printableLine).join(', ')}\n`);
  if (lines.length === 0) stdout.write('no instance changed\n');
  return OK;
}
