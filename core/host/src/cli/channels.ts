import { type Channel, channelsSchema } from './api-shapes.js';
import { type ExitCode, OK } from './exit-code.js';
import { type AddressFlags, clientOf } from './host-address.js';
import { printableJson, printableLine } from './printable.js';
import type { Output, Terminal } from './terminal.js';
import { textTable } from './text-table.js';
import { NONE, timeText } from './time-text.js';

export interface ChannelsOptions extends AddressFlags {
  readonly json?: boolean;
}

const HEADINGS = [
  'NAME',
  'PLUGIN',
  'STATE',
  'BREAKER',
  'PENDING',
  'OLDEST',
  'DEAD',
  'LAST SUCCESS',
  'LAST ERROR',
] as const;

const CUT = [{ column: HEADINGS.indexOf('LAST ERROR'), least: 16 }];

/** The first is missed least; the name and the state are always there. */
const DROP = (['PLUGIN', 'LAST SUCCESS', 'OLDEST', 'BREAKER', 'LAST ERROR', 'PENDING', 'DEAD'] as const).map(
  (heading) => HEADINGS.indexOf(heading),
);

/** Shows how things stand with every channel. */
export async function channels({ json = false, ...address }: ChannelsOptions, terminal: Terminal): Promise<ExitCode> {
  const { stdout, stderr } = terminal;
  const answer = await clientOf(address, 'read', terminal).request({ path: '/v1/channels' }, channelsSchema);
  if (json) {
    stdout.write(`${printableJson(answer)}\n`);
  } else if (answer.channels.length === 0) {
    stderr.write('no channels: the configuration has none, and nothing is stored for any\n');
  } else {
    const rows = answer.channels.map((channel) => rowOf(channel, stdout));
    stdout.write(textTable([HEADINGS, ...rows], { width: stdout.columns, cut: CUT, drop: DROP }));
  }
  return OK;
}

function rowOf(channel: Channel, output: Output): string[] {
  const { name, plugin, breaker, pending, oldestPendingAt, dead, lastSuccessAt } = channel;
  return [
    name,
    plugin || NONE,
    stateText(channel, output),
    breaker,
    String(pending),
    timeText(oldestPendingAt, output),
    String(dead),
    timeText(lastSuccessAt, output),
    errorText(channel, output),
  ].map(printableLine);
}

function stateText({ state, code, rateLimitedUntil }: Channel, output: Output): string {
  if (code !== undefined) return `${state} (${code})`;
  if (rateLimitedUntil === undefined || Date.parse(rateLimitedUntil) <= Date.now()) return state;
  return `${state}, throttled until ${timeText(rateLimitedUntil, output)}`;
}

function errorText({ lastError, health }: Channel, output: Output): string {
  const parts = [
    ...(health.ok ? [] : [`unhealthy${health.detail === undefined ? '' : `: ${health.detail}`}`]),
    ...(lastError === undefined
      ? []
      : [`${timeText(lastError.at, output)}, ${lastError.reason}: ${lastError.message}`]),
  ];
  return parts.join('; ') || NONE;
}
