import { z } from 'zod';
import type { ApiClient } from './api-client.js';
import { ApiError } from './api-error.js';
import { deadLettersText } from './count-text.js';
import type { DeadLetterChange } from './dead-letter-change.js';
import { deliveryPath } from './delivery-id.js';
import { type ExitCode, FAILED, OK } from './exit-code.js';
import { printableJson, printableLine } from './printable.js';
import type { Terminal } from './terminal.js';

/** What the API says of a single one: there is none, or it is no dead letter. */
const REFUSED: readonly (number | undefined)[] = [404, 409];

interface Refusal {
  readonly id: string;
  readonly code: string | undefined;
}

/** Replays or discards dead letters one by one; those that are refused do not keep the others. */
export async function changeById(
  change: DeadLetterChange,
  ids: readonly string[],
  json: boolean,
  client: ApiClient,
  { stdout, stderr }: Terminal,
): Promise<ExitCode> {
  const paths = ids.map((id) => [id, deliveryPath(id)] as const);
  const refused: Refusal[] = [];
  let done = 0;
  try {
    for (const [id, path] of paths) {
      const refusal = await changeOne(change, path, client);
      if (refusal === undefined) {
        done += 1;
      } else {
        refused.push({ id, code: refusal.code });
        stderr.write(`${printableLine(id)}: ${refusal.message}\n`);
      }
    }
  } finally {
    const result = { [change.done]: done, refused };
    stdout.write(json ? `${printableJson(result)}\n` : `${change.done} ${deadLettersText(done)}\n`);
  }
  return refused.length === 0 ? OK : FAILED;
}

/** @returns why it was refused; undefined when it is done */
async function changeOne({ verb }: DeadLetterChange, path: string, client: ApiClient): Promise<ApiError | undefined> {
  try {
    if (verb === 'Replay') await client.request({ method: 'POST', path: `${path}/replay` }, z.looseObject({}));
    else await client.request({ method: 'DELETE', path }, z.undefined());
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && REFUSED.includes(error.status) && error.code !== undefined) return error;
    throw error;
  }
}
