import type { Log } from './log.js';
import type { LogOutput } from './log-destination.js';

/** Hands each line of the log, secrets blanked out, to somebody else's; what that throws is let go. */
export function linesTo(log: Log): LogOutput {
  return {
    write(line) {
      const { level, message, fields } = readLine(line);
      try {
        log[level](message, fields);
      } catch {
        // A log that fails must not keep anything from being delivered.
      }
    },
  };
}

/** Keeps nothing. */
export const NO_LOG: LogOutput = { write: () => undefined };

interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const LEVELS: readonly unknown[] = ['debug', 'info', 'warn', 'error'] satisfies (keyof Log)[];

/** A secret that was blanked out may have been a part of what makes the line JSON; then it is passed on as it is. */
function readLine(line: string): LogLine {
  try {
    const { level, time: _, msg, ...fields } = JSON.parse(line);
    return { level: isLevel(level) ? level : 'warn', message: String(msg), fields };
  } catch {
    return { level: 'warn', message: line.trimEnd(), fields: {} };
  }
}

function isLevel(level: unknown): level is keyof Log {
  return LEVELS.includes(level);
}
