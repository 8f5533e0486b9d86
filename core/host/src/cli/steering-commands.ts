import { Argument, type Command } from 'commander';
import { LOG_LEVELS } from '../config/host-schema.js';
import { type ChannelsOptions, channels } from './channels.js';
import { addFilterFlags } from './delivery-filter.js';
import type { ExitCode } from './exit-code.js';
import { examples } from './help-text.js';
import { addAddressFlags } from './host-address.js';
import { type LogLevelOptions, logLevel } from './log-level.js';
import { type ReloadOptions, reload } from './reload.js';
import { type SteerOptions, steerChannel } from './steer-channel.js';
import { type TailOptions, tailEvents } from './tail-events.js';
import type { Terminal } from './terminal.js';

type Done = (exitCode: ExitCode) => void;

export function addChannels(program: Command, terminal: Terminal, done: Done): void {
  const command = program
    .command('channels')
    .description('show how things stand with every channel of a running host')
    .option('--json', 'print { channels } as JSON');
  addAddressFlags(command, 'read')
    .addHelpText('after', examples('headwind-notify channels'))
    .action(async (options: ChannelsOptions) => done(await channels(options, terminal)));
}

export function addPauseAndResume(program: Command, terminal: Terminal, done: Done): void {
  const descriptions = {
    pause: 'stop a channel; its deliveries wait, also over a restart',
    resume: 'let a channel that is paused or disabled go on',
  } as const;
  for (const change of ['pause', 'resume'] as const) {
    const command = program
      .command(change)
      .description(descriptions[change])
      .argument('<channel>', 'its name in the configuration')
      .option('--json', 'print how it stands as JSON');
    addAddressFlags(command, 'operate')
      .addHelpText('after', examples(`headwind-notify ${change} team-slack`))
      .action(async (channel: string, options: SteerOptions) =>
        done(await steerChannel(change, channel, options, terminal)),
      );
  }
}

export function addEvents(program: Command, terminal: Terminal, done: Done): void {
  const events = program
    .command('events')
    .description('watch what happens: tail')
    .helpCommand(false)
    .addHelpText('after', examples('headwind-notify events tail'));
  const tail = events
    .command('tail')
    .description('show events, deliveries and changes of channels as they happen, until Ctrl-C')
    .option('--json', 'print each as a line of JSON');
  addFilterFlags(tail);
  addAddressFlags(tail, 'read')
    .addHelpText('after', examples('headwind-notify events tail --channel team-slack'))
    .action(async (options: TailOptions) => done(await tailEvents(options, terminal)));
}

export function addLogLevel(program: Command, terminal: Terminal, done: Done): void {
  const command = program
    .command('log-level')
    .description('show what a running host logs, or change it until its next start')
    .addArgument(new Argument('[level]', 'log this and what is more severe').choices(LOG_LEVELS))
    .option('--instance <name>', 'change it for this instance alone')
    .option('--json', 'print { level, levels } as JSON');
  addAddressFlags(command, 'operate')
    .addHelpText(
      'after',
      examples('headwind-notify log-level', 'headwind-notify log-level debug --instance team-slack'),
    )
    .action(async (level: string | undefined, options: LogLevelOptions) =>
      done(await logLevel(level, options, terminal)),
    );
}

export function addReload(program: Command, terminal: Terminal, done: Done): void {
  const command = program
    .command('reload')
    .description('have a running host read its configuration again, now')
    .option('--json', 'print what changed as JSON');
  addAddressFlags(command, 'operate')
    .addHelpText('after', examples('headwind-notify reload'))
    .action(async (options: ReloadOptions) => done(await reload(options, terminal)));
}
