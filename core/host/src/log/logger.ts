import { type Logger, pino } from 'pino';
import { errorFields } from './error-fields.js';
import { type LogOutput, logDestination } from './log-destination.js';
import type { Redactor } from './redactor.js';

export interface LoggerOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** Every line goes through it before it is written. */
  readonly redactor: Redactor;
  /** @defaultValue standard error, because standard output belongs to the console channel */
  readonly destination?: LogOutput;
  /** For a person to read, instead of JSON lines. @defaultValue true when the destination is left out and a terminal */
  readonly pretty?: boolean;
}

/** The host's logger: one JSON object a line, with `level` as a word and `time` as an ISO 8601 date. */
export function createLogger(options: LoggerOptions): Logger {
  const output = options.destination ?? process.stderr;
  const pretty = options.pretty ?? (options.destination === undefined && process.stderr.isTTY === true);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorFields, error: errorFields },
    },
    logDestination(output, options.redactor, pretty),
  );
}
