import { Command, CommanderError } from 'commander';
import type { ConfigFlags } from '../config/settings.js';
import type { HostOptions } from '../prepare.js';
import { hostVersion } from '../version.js';
import { addPreview, addTest } from './channel-commands.js';
import { check } from './check.js';
import { addDeadLetters, addDeliveries } from './delivery-commands.js';
import { type ExitCode, OK, WRONG_USAGE } from './exit-code.js';
import { addFileFlags, type FileFlags } from './file-flags.js';
import { type HealthFlags, health } from './health.js';
import { examples } from './help-text.js';
import type { HostProgram } from './host-program.js';
import { migrate } from './migrate.js';
import { addMigrate } from './migrate-command.js';
import { addPlugin } from './plugin-commands.js';
import { plugins } from './plugins.js';
import { preview } from './preview.js';
import { reportError } from './report-error.js';
import { addSchema } from './schema-command.js';
import { send } from './send.js';
import { addSend } from './send-command.js';
import { serve } from './serve.js';
import { addChannels, addEvents, addLogLevel, addPauseAndResume, addReload } from './steering-commands.js';
import type { Terminal } from './terminal.js';
import { testChannel } from './test-channel.js';

/** The commands that talk to a running host, in the order of the help. */
const STEERING = [addChannels, addDeliveries, addDeadLetters, addPauseAndResume, addEvents, addLogLevel, addReload];

/**
 * Runs one command of `headwind-notify`.
 *
 * @param args what stands after the program's name
 * @returns what the process should end with
 */
export async function runCli(args: readonly string[], terminal: Terminal, host: HostProgram): Promise<ExitCode> {
  let exitCode: ExitCode = OK;
  const program = rootCommand(terminal);
  addServe(program, async (options) => {
    exitCode = await serve(hostOptions(options, terminal), terminal, host);
  });
  addCheck(program, async (options) => {
    exitCode = await check(hostOptions(options, terminal), terminal, host);
  });
  addPreview(program, async (channel, kind, { config, operatorConfig, ...flags }) => {
    const options = { channel, ...flags, ...(kind !== undefined && { kind }) };
    exitCode = await preview(hostOptions({ config, operatorConfig }, terminal), options, terminal, host);
  });
  addTest(program, async (channel, kind, { config, operatorConfig, ...flags }) => {
    const options = { channel, kind, ...flags };
    exitCode = await testChannel(hostOptions({ config, operatorConfig }, terminal), options, terminal, host);
  });
  addSend(program, async (options) => {
    exitCode = await send(options, terminal);
  });
  addPlugins(program, async ({ json = false, ...flags }) => {
    exitCode = await plugins(hostOptions(flags, terminal), { json }, terminal);
  });
  addSchema(program, async ({ config, ...flags }) => {
    // Only this command has a use for it.
    const { schema } = await import('./schema.js');
    exitCode = await schema(hostOptions({ config }, terminal), flags, terminal);
  });
  addMigrate(program, async (file, options) => {
    exitCode = await migrate({ file, ...options }, terminal, host);
  });
  const done = (code: ExitCode): void => {
    exitCode = code;
  };
  addHealth(program, async ({ url, ...flags }) => {
    exitCode = await health(hostOptions(flags, terminal), { url }, terminal);
  });
  addPlugin(program, terminal, done);
  for (const add of STEERING) add(program, terminal, done);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said what was wrong, or has printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? OK : WRONG_USAGE;
    return reportError(error, terminal);
  }
}

type ConfigOptions = FileFlags & ConfigFlags;

function hostOptions(options: ConfigOptions, { env, cwd }: Terminal): HostOptions {
  const { config: file, operatorConfig: operatorFile, ...flags } = options;
  return { ...(file !== undefined && { file }), ...(operatorFile !== undefined && { operatorFile }), flags, env, cwd };
}

function rootCommand({ stdout, stderr }: Terminal): Command {
  return (
    new Command('headwind-notify')
      .description('Tells people and pagers about image updates in Kubernetes, and never loses a notification.')
      .version(hostVersion(), '--version', 'print the version')
      .helpOption('-h, --help', 'print this help')
      .helpCommand(false)
      // What stands behind a command is its own, even where the command in front of it has a flag of the same name.
      .enablePositionalOptions()
      .exitOverride()
      .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
      .addHelpText(
        'after',
        `
Exit codes:
  0  done
  1  failed: the host is not reached, refuses, or cannot start; a test was not delivered
  2  wrong usage or configuration: nothing was started, sent or changed

Every command explains itself: headwind-notify send --help`,
      )
  );
}

function addServe(program: Command, action: (options: ConfigOptions) => Promise<void>): void {
  const command = program
    .command('serve')
    .description('run the host: take events over HTTP and deliver them, until SIGTERM or SIGINT');
  addFileFlags(command)
    .option('--listen <address>', 'listen here, for example 127.0.0.1:8080')
    .option('--data <folder>', 'keep the queue in this folder')
    .option('--log-level <level>', 'trace, debug, info, warn or error')
    .addHelpText('after', examples('headwind-notify serve', 'headwind-notify serve --config /etc/headwind.yaml'))
    .action(action);
}

function addCheck(program: Command, action: (options: ConfigOptions) => Promise<void>): void {
  const command = program
    .command('check')
    .description('report every problem of the configuration and its plugins, without starting');
  addFileFlags(command).addHelpText('after', examples('headwind-notify check --config headwind.yaml')).action(action);
}

function addPlugins(program: Command, action: (options: FileFlags & { json?: boolean }) => Promise<void>): void {
  const command = program.command('plugins').description('list the plugins the host can find, without running them');
  addFileFlags(command)
    .option('--json', 'print the list as JSON')
    .addHelpText('after', examples('headwind-notify plugins', 'headwind-notify plugins --json'))
    .action(action);
}

function addHealth(program: Command, action: (options: FileFlags & HealthFlags) => Promise<void>): void {
  const command = program
    .command('health')
    .description('ask the host of this configuration whether it lives, as the health check of a container does');
  addFileFlags(command)
    .option('--url <url>', 'where it is (default: HEADWIND_URL, then where the configuration has it listen)')
    .addHelpText('after', examples('headwind-notify health'))
    .action(action);
}
