import { type ExitCode, OK } from './exit-code.js';
import { type AddressFlags, clientOf } from './host-address.js';
import { postEvents } from './post-events.js';
import { type EventFlags, payloadFromFile, payloadFromFlags } from './send-payload.js';
import type { Terminal } from './terminal.js';

export interface SendOptions extends EventFlags, AddressFlags {
  readonly file?: string;
  readonly json?: boolean;
}

/** Publishes one event, or those of a file, to a running host. */
export async function send(options: SendOptions, terminal: Terminal): Promise<ExitCode> {
  const { file, url, token, json = false, ...flags } = options;
  const payload = file === undefined ? payloadFromFlags(flags) : await payloadFromFile(file, flags, terminal);
  const { events } = await postEvents(clientOf({ url, token }, 'publish', terminal), payload);
  if (json) terminal.stdout.write(`${JSON.stringify({ events })}\n`);
  else for (const { id, duplicate } of events) terminal.stdout.write(`${id}${duplicate ? '  duplicate' : ''}\n`);
  return OK;
}
