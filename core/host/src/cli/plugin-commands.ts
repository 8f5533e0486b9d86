import type { Command } from 'commander';
import type { ExitCode } from './exit-code.js';
import { examples } from './help-text.js';
import type { DevFlags } from './plugin-dev/plugin-dev.js';
import type { Terminal } from './terminal.js';
import { type VerifyFlags, verifyPlugin } from './verify-plugin.js';

type Done = (exitCode: ExitCode) => void;

/** What an author does with one plugin. */
export function addPlugin(program: Command, terminal: Terminal, done: Done): void {
  const plugin = program
    .command('plugin')
    .description('try out a plugin: verify, dev')
    .helpCommand(false)
    .addHelpText(
      'after',
      examples('headwind-notify plugin verify ./my-plugin', 'headwind-notify plugin dev ./my-plugin'),
    );
  plugin
    .command('verify')
    .description('run the conformance suite on a plugin, without a network, and report the steps that fail')
    .argument('<plugin>', 'the folder of its package, or the name of a package that is installed')
    .option(
      '--settings <file>',
      'the `config` to try it with, as YAML or JSON (default: "headwind.example" of package.json)',
    )
    .option('--no-start', 'leave out the steps that start it, where what it connects to is not here')
    .option('--json', 'print { package, version, passed, steps } as JSON')
    .addHelpText(
      'after',
      examples(
        'headwind-notify plugin verify ./my-plugin',
        'headwind-notify plugin verify slack --settings slack.yaml',
      ),
    )
    .action(async (target: string, flags: VerifyFlags) => done(await verifyPlugin(target, flags, terminal)));
  plugin
    .command('dev')
    .description('run a host with a plugin, rebuild and swap it after every save, publish samples on a key press')
    .argument('<folder>', 'the folder of its package, which has a script `build`')
    .option(
      '--settings <file>',
      'the `config` to run it with, as YAML or JSON (default: "headwind.example" of package.json)',
    )
    .addHelpText(
      'after',
      examples(
        'headwind-notify plugin dev ./my-plugin',
        'headwind-notify plugin dev ./my-plugin --settings settings.yaml',
      ),
    )
    .action(async (folder: string, flags: DevFlags) => {
      // What it needs to run a host and to watch files no other command waits for.
      const { pluginDev } = await import('./plugin-dev/plugin-dev.js');
      done(await pluginDev(folder, flags, terminal));
    });
}
