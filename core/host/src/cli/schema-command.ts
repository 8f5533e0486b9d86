import type { Command } from 'commander';
import { EDITOR_LINE } from '../config/editor-line.js';
import { examples } from './help-text.js';

export interface SchemaFlags {
  /** Relative to the working directory; stdout unless given. */
  readonly output?: string;
  /** Of the plugins of this project alone, whatever else is installed or used. @defaultValue false */
  readonly bundled?: boolean;
}

export function addSchema(
  program: Command,
  action: (flags: SchemaFlags & { readonly config?: string }) => Promise<void>,
): void {
  program
    .command('schema')
    .description('print the JSON Schema of the configuration file, with which an editor helps to write it')
    .option('--config <file>', 'the configuration file (default: HEADWIND_CONFIG, then ./headwind.yaml)')
    .option('--output <file>', 'write it there')
    .option('--bundled', 'know the plugins of Headwind Notifications alone')
    .addHelpText(
      'after',
      `
It knows every installed plugin, and those that the configuration uses, which need not be right.
An editor with the YAML language server reads it where the first line of headwind.yaml is
# ${EDITOR_LINE}
${examples('headwind-notify schema --output headwind.schema.json')}`,
    )
    .action(action);
}
