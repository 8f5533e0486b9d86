import { PausedChannels, type PausedChannelsParts } from '../../src/steering/paused-channels.js';

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Those of one host, with whatever of the rest matters to the test. */
export function pausedChannels(
  bus: PausedChannelsParts['bus'],
  state: PausedChannelsParts['state'],
  rest: Partial<PausedChannelsParts> = {},
): PausedChannels {
  return new PausedChannels({ bus, state, channels: () => [], trouble: () => undefined, log: QUIET, ...rest });
}
