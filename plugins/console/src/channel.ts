import type { Writable } from 'node:stream';
import { type ChannelInstance, delivered, type HeadwindEvent, type PluginContext, retry } from '@headwind/plugin-api';
import picocolors from 'picocolors';
import type { ConsoleConfig } from './config.js';
import { createPrettyFormat, type Format, formatJson } from './formats.js';
import { TextOutput } from './text-output.js';

/** Where to print: `process.stdout`, or a stand-in. */
export type Screen = Writable & { readonly isTTY?: boolean };

/**
 * A channel that prints.
 *
 * @param environment read for `NO_COLOR` (no-color.org) and `TERM`
 */
export function createConsoleChannel(
  { config, describe }: Pick<PluginContext<ConsoleConfig>, 'config' | 'describe'>,
  screen: Screen,
  environment: NodeJS.ProcessEnv,
): ChannelInstance {
  const format = formatOf(config, screen, environment);
  const print = (event: HeadwindEvent): string => format(event, describe(event));
  const output = new TextOutput(screen);
  return {
    async deliver(event, { signal }) {
      try {
        await output.write(print(event), signal);
        return delivered();
      } catch (error) {
        // Nothing is wrong with the event: it is printed when the host runs with its output connected again.
        return retry(`The output cannot be written (${reasonOf(error)}). Check where the host's standard output goes.`);
      }
    },
    preview: print,
    stop: () => output.close(),
  };
}

function formatOf(config: ConsoleConfig, screen: Screen, environment: NodeJS.ProcessEnv): Format {
  const onTerminal = screen.isTTY === true;
  const pretty = config.format === 'pretty' || (config.format === 'auto' && onTerminal);
  if (!pretty) return formatJson;
  const wanted = onTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
  return createPrettyFormat(picocolors.createColors(config.color === 'always' || (config.color === 'auto' && wanted)));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
