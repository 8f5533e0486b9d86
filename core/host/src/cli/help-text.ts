/** What every command that reads the configuration takes. */
export const CONFIG_FLAG = '--config <file>';
export const CONFIG_HELP = 'the configuration file (default: HEADWIND_CONFIG, then ./headwind.yaml)';

/** What stands below the flags of a command. */
export function examples(...lines: readonly string[]): string {
  return `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
