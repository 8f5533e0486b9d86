import type { PluginLog } from '@headwind/plugin-api';
import { errorFields } from '../log/error-fields.js';
import { BoundedStream } from './bounded-stream.js';
import type { FromWorker, LogMethod } from './messages.js';

type LogMessage = FromWorker & { readonly type: 'log' };

export interface WorkerLog {
  readonly log: PluginLog;
  /** The host has written so many lines. */
  taken(count: number): void;
}

/** `ctx.log` in a worker: each line is written by the host, without secrets. */
export function workerLog(post: (message: LogMessage) => void): WorkerLog {
  const lines = new BoundedStream<LogMessage>(
    (line) => postLine(line, post),
    (count) =>
      lines.send(lineOf('warn', 'lines of the log were dropped: they came faster than they were written', { count })),
  );
  const at =
    (level: LogMethod): PluginLog['info'] =>
    (message, fields) =>
      lines.send(lineOf(level, message, fields));
  return {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    taken: (count) => lines.taken(count),
  };
}

/** Plugins in plain JavaScript pass anything, often the error itself in place of the fields. */
function lineOf(level: LogMethod, message: unknown, fields: unknown): LogMessage {
  return { type: 'log', level, message: String(message), fields: plain(fields) };
}

function plain(fields: unknown): unknown {
  if (fields instanceof Error) return { error: errorFields(fields) };
  if (typeof fields !== 'object' || fields === null) return fields;
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, errorFields(value)]));
}

/** A field that cannot pass between threads, such as a function, is left out with the others rather than the line. */
function postLine(line: LogMessage, post: (message: LogMessage) => void): void {
  try {
    post(line);
  } catch {
    post({ ...line, fields: { fields: 'cannot pass between threads' } });
  }
}
