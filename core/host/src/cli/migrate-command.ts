import type { Command } from 'commander';
import { examples } from './help-text.js';

export interface MigrateFlags {
  readonly references?: boolean;
}

export function addMigrate(program: Command, action: (file: string, flags: MigrateFlags) => Promise<void>): void {
  program
    .command('migrate')
    .description("print the headwind.yaml that does what the operator's own notifications.yaml does")
    .argument('<file>', 'the notifications.yaml, or the manifest of its ConfigMap')
    .option('--references', 'print references to environment variables in place of URLs and secrets')
    .addHelpText(
      'after',
      `
The SLACK_..., TEAMS_..., WEBHOOK_... and PAGERDUTY_... variables count where the file says
nothing, as they do for the operator. What there is to say goes to standard error.
${examples('headwind-notify migrate notifications.yaml > headwind.yaml', 'headwind-notify migrate configmap.yaml --references')}`,
    )
    .action(action);
}
