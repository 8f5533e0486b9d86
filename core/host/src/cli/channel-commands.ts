import { EVENT_KINDS, type EventKind } from '@headwind/plugin-api';
import { Argument, type Command } from 'commander';
import { addFileFlags, type FileFlags } from './file-flags.js';
import { examples } from './help-text.js';
import { DEFAULT_TEST_KIND } from './test-channel.js';

export interface PreviewFlags extends FileFlags {
  readonly file?: string;
  readonly json?: boolean;
}

export interface TestFlags extends FileFlags {
  readonly json?: boolean;
}

export function addPreview(
  program: Command,
  action: (channel: string, kind: EventKind | undefined, flags: PreviewFlags) => Promise<void>,
): void {
  const command = program
    .command('preview')
    .description('print what a channel would send for each kind of event, without sending')
    .addArgument(channelArgument())
    .addArgument(kindArgument('every kind where left out'));
  addFileFlags(command)
    .option('--file <file>', 'an event of your own as JSON; - for standard input')
    .option('--json', 'print an array of { kind, routed, preview }')
    .addHelpText(
      'after',
      `
No host has to run, and one that runs is not disturbed. Secrets are blanked out. A JSON
body is indented here, to be read; --json has it as it is sent.
${examples('headwind-notify preview team-slack', 'headwind-notify preview oncall update_failed --json')}`,
    )
    .action(action);
}

export function addTest(
  program: Command,
  action: (channel: string, kind: EventKind, flags: TestFlags) => Promise<void>,
): void {
  const command = program
    .command('test')
    .description('send one event, marked as a test, to a channel, and report the answer')
    .addArgument(channelArgument())
    .addArgument(kindArgument('the kind that every pager rings for').default(DEFAULT_TEST_KIND));
  addFileFlags(command)
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
No host has to run, and one that runs is not disturbed. The exit code is 0 when it was
delivered, and 1 when not. What a test opens at a pager, update_completed resolves.
${examples('headwind-notify test team-slack', 'headwind-notify test oncall update_completed')}`,
    )
    .action(action);
}

function channelArgument(): Argument {
  return new Argument('<channel>', 'the name of a channel in the configuration');
}

function kindArgument(description: string): Argument {
  return new Argument('[kind]', description).choices(EVENT_KINDS);
}
