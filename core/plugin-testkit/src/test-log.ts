import type { PluginLog } from '@headwind/plugin-api';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface TestLog extends PluginLog {
  /** Every line so far, oldest first. */
  readonly lines: readonly LogLine[];
}

/** A log that keeps its lines and prints none. */
export function createTestLog(): TestLog {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (message: string, fields?: Readonly<Record<string, unknown>>): void => {
      lines.push({ level, message, ...(fields !== undefined && { fields }) });
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
