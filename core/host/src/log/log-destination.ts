import type { DestinationStream } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Redactor } from './redactor.js';

/** Where log lines go in the end; `process.stderr` is one. */
export interface LogOutput {
  write(text: string): unknown;
}

/** Takes pino's finished lines, blanks the secrets out, and writes them as JSON or for a person to read. */
export function logDestination(output: LogOutput, redactor: Redactor, pretty: boolean): DestinationStream {
  if (!pretty) return { write: (line) => void output.write(redactor.redact(line)) };
  const format = prettyFactory({
    colorize: true,
    ignore: 'pid,hostname',
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
  });
  return { write: (line) => void output.write(format(withoutControls(redactor.redact(line)))) };
}

/**
 * A terminal obeys control characters, and log lines carry what strangers' servers said. In JSON the lower ones stand as
 * `\u001b` and the like, and the upper ones as they are; both become visible. Newlines and tabs (`\n`, `\t`) stay.
 */
function withoutControls(line: string): string {
  return line.replace(/\\u00[01][0-9a-f]|[\u007f-\u009f]/gi, '\\ufffd');
}
