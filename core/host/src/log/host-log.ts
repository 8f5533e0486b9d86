import type { Logger } from 'pino';
import { errorFields } from './error-fields.js';
import type { Log } from './log.js';

/** What the host's own classes and plugins log to, as pino writes it. */
export function hostLog(logger: Logger): Log {
  const at =
    (level: keyof Log): Log['info'] =>
    (message, fields) => {
      // First of all: a line that nobody wants, such as one for each attempt, costs nothing.
      if (logger.isLevelEnabled(level)) logger[level](loggable(fields), asText(message));
    };
  return Object.freeze<Log>({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') });
}

/** What pino itself writes into a line; a field of the same name gets an underscore, so that no key stands there twice. */
const RESERVED: ReadonlySet<string> = new Set(['level', 'time', 'msg', 'plugin']);

/** Plugins in plain JavaScript pass anything, often the error itself in place of the fields. */
function loggable(fields: unknown): Record<string, unknown> {
  if (fields === undefined || fields === null) return {};
  if (fields instanceof Error) return { error: errorFields(fields) };
  if (typeof fields !== 'object') return { value: fields };
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [RESERVED.has(key) ? `_${key}` : key, errorFields(value)]),
  );
}

/** pino would take an object for fields, not for the message. */
function asText(message: unknown): string {
  return typeof message === 'string' ? message : String(message);
}
