import type { PluginLog } from '@headwind/plugin-api';

/** A log that keeps its lines. */
export class RecordingLog implements PluginLog {
  readonly lines: { level: string; message: string; fields: Readonly<Record<string, unknown>> }[] = [];

  debug(message: string, fields = {}): void {
    this.lines.push({ level: 'debug', message, fields });
  }
  info(message: string, fields = {}): void {
    this.lines.push({ level: 'info', message, fields });
  }
  warn(message: string, fields = {}): void {
    this.lines.push({ level: 'warn', message, fields });
  }
  error(message: string, fields = {}): void {
    this.lines.push({ level: 'error', message, fields });
  }
}
