import { messageOf } from '@headwind/bus/coded-error';
import type { ChannelRequest, OpenChannel } from '../open-channel.js';
import type { HostOptions } from '../prepare.js';
import type { ExitCode } from './exit-code.js';
import type { HostProgram } from './host-program.js';
import { printableLine } from './printable.js';
import type { Terminal } from './terminal.js';

/**
 * Opens one channel, says what every start says of the configuration, does the work, and closes the channel. An error that
 * nobody caught is the plugin's, most likely, and ends the work; a rejected promise that nobody took is only reported.
 */
export async function withChannel(
  options: HostOptions,
  request: ChannelRequest,
  terminal: Terminal,
  host: HostProgram,
  work: (channel: OpenChannel) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { stderr, faults } = terminal;
  const channel = await host.openChannel(options, request);
  for (const warning of channel.warnings) stderr.write(`warning: ${warning}\n`);
  const shown = (error: unknown): string => printableLine(channel.redact(messageOf(error)));
  const onRejection = (error: unknown): void => {
    stderr.write(`warning: a rejected promise was left alone: ${shown(error)}\n`);
  };
  let onException: (error: unknown) => void = () => undefined;
  const fault = new Promise<never>((_, reject) => {
    onException = (error) => reject(new Error(`an error was not caught: ${shown(error)}`));
  });
  faults.on('unhandledRejection', onRejection);
  faults.on('uncaughtException', onException);
  try {
    return await Promise.race([work(channel), fault]);
  } finally {
    await channel.close();
    faults.off('unhandledRejection', onRejection);
    faults.off('uncaughtException', onException);
  }
}
