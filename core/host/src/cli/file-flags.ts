import { type Command, Option } from 'commander';

/** What says which file the configuration is in. */
export interface FileFlags {
  readonly config?: string | undefined;
  /** In place of `config`. */
  readonly operatorConfig?: string | undefined;
}

/** For every command that reads the configuration. */
export function addFileFlags(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration file (default: HEADWIND_CONFIG, then ./headwind.yaml)')
    .addOption(
      new Option('--operator-config <file>', "the operator's own notifications.yaml, in its place").conflicts('config'),
    );
}
