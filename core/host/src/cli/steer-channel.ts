import { channelSchema } from './api-shapes.js';
import { numberText } from './count-text.js';
import { type ExitCode, OK } from './exit-code.js';
import { type AddressFlags, clientOf } from './host-address.js';
import { printableJson, printableLine } from './printable.js';
import type { Terminal } from './terminal.js';

export interface SteerOptions extends AddressFlags {
  readonly json?: boolean;
}

/** Stops a channel, or lets it go on, and says how it stands then. */
export async function steerChannel(
  change: 'pause' | 'resume',
  channel: string,
  { json = false, ...address }: SteerOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const path = `/v1/channels/${encodeURIComponent(channel)}/${change}`;
  const status = await clientOf(address, 'operate', terminal).request({ method: 'POST', path }, channelSchema);
  const { name, state, pending } = status;
  // The API tells the state that matters more; the channel is paused all the same.
  const standing =
    change === 'pause' && state === 'disabled'
      ? 'paused; it is disabled as well: its receiver wants no more'
      : printableLine(state);
  const text = `${printableLine(name)} is ${standing}; pending deliveries: ${numberText(pending)}`;
  terminal.stdout.write(json ? `${printableJson(status)}\n` : `${text}\n`);
  return OK;
}
