import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '@headwind/bus/coded-error';
import type { ApiClient } from './api-client.js';
import { ApiError } from './api-error.js';
import { type ApiFilter, type FilterFlags, filterOf } from './delivery-filter.js';
import { type ExitCode, OK } from './exit-code.js';
import { type AddressFlags, clientOf } from './host-address.js';
import { idleLimit } from './idle-limit.js';
import { linesOf } from './ndjson-lines.js';
import { printableJsonLine, printableLine } from './printable.js';
import { stopSignal } from './stop-signal.js';
import { tailText } from './tail-text.js';
import type { Output, Terminal } from './terminal.js';
import { unknownChannel } from './unknown-channel.js';

export interface TailOptions extends FilterFlags, AddressFlags {
  readonly json?: boolean;
}

/** Milliseconds. */
export interface TailTimes {
  /** A connection is taken for broken when nothing comes for so long; the host sends something every 15 seconds. */
  readonly idleMs: number;
  /** Between two tries to connect again. */
  readonly retryMs: number;
}

const TIMES: TailTimes = { idleMs: 45_000, retryMs: 1_000 };

/**
 * Shows what happens, as it happens.
 *
 *   connecting ──answered──▶ showing ──ended, broken or silent──▶ waiting ──1 s──▶ connecting
 *       │                                                           ▲                  │
 *       │                                                           └────no answer─────┤
 *       └──no answer or refused: exit 1                              refused: exit 1 ──┘
 *
 * SIGINT, SIGTERM and an output that nobody reads any more end it in every state: exit 0.
 */
export async function tailEvents(options: TailOptions, terminal: Terminal, times = TIMES): Promise<ExitCode> {
  const filter = filterOf(options);
  const client = clientOf(options, 'read', terminal);
  const stop = stopSignal(terminal);
  const unread = new AbortController();
  const onOutputError = (): void => unread.abort();
  terminal.stdout.on('error', onOutputError);
  const over = AbortSignal.any([stop.signal, unread.signal]);
  try {
    await tail(client, filter, lineWriter(options, terminal, over), terminal, times, over);
    return OK;
  } catch (error) {
    if (over.aborted) return OK;
    throw error;
  } finally {
    terminal.stdout.off('error', onOutputError);
    stop.release();
  }
}

/** Goes on until it is over, which it then throws, or until the host refuses. */
async function tail(
  client: ApiClient,
  query: ApiFilter,
  write: (line: string) => Promise<void>,
  { stderr }: Terminal,
  { idleMs, retryMs }: TailTimes,
  over: AbortSignal,
): Promise<never> {
  let connected: 'never' | 'now' | 'before' = 'never';
  for (;;) {
    const idle = idleLimit(idleMs);
    try {
      const chunks = await client.stream({ path: '/v1/events/tail', query }, AbortSignal.any([over, idle.signal]));
      if (connected === 'before') stderr.write('connected again; what happened in between is not shown\n');
      // Nobody waits for it: what happens meanwhile is shown, and a reload may add the channel.
      if (connected === 'never') void sayUnknown(query.channel, client, stderr);
      connected = 'now';
      for await (const line of linesOf(idle.watch(chunks))) await write(line);
      throw new Error('the host ended it');
    } catch (error) {
      if (over.aborted || connected === 'never' || isRefusal(error)) throw error;
      if (connected === 'now') {
        stderr.write(`connection lost: ${printableLine(messageOf(error))}; trying again until the host is back\n`);
      }
      connected = 'before';
    } finally {
      idle.release();
    }
    await delay(retryMs, undefined, { signal: over });
  }
}

async function sayUnknown(channel: string | undefined, client: ApiClient, stderr: Output): Promise<void> {
  const unknown = await unknownChannel(channel, client);
  if (unknown !== undefined) stderr.write(`${unknown}\n`);
}

/** The host is there and does not want to; one that is starting, or a proxy in front of it, answers 5xx. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status !== undefined && error.status < 500;
}

/** Writes what a line says, and waits when the reader is slow: then the host drops records, and says how many. */
function lineWriter({ json = false }: TailOptions, { stdout }: Terminal, over: AbortSignal) {
  return async (line: string): Promise<void> => {
    if (line.trim() === '') return;
    const record: unknown = JSON.parse(line);
    const text = json ? printableJsonLine(record) : tailText(record, stdout);
    if (text !== undefined && !stdout.write(`${text}\n`)) await once(stdout, 'drain', { signal: over });
  };
}
