import { EVENT_KINDS } from '@headwind/plugin-api';
import { type Command, Option } from 'commander';
import { examples } from './help-text.js';
import { addAddressFlags } from './host-address.js';
import type { SendOptions } from './send.js';

export function addSend(program: Command, action: (options: SendOptions) => Promise<void>): void {
  const command = program
    .command('send')
    .description('publish an event to a running host, and print its id')
    .optionsGroup('The event:')
    .addOption(new Option('--event <kind>', 'what happened').choices(EVENT_KINDS))
    .option('--namespace <name>', 'namespace of the workload')
    .option('--name <name>', 'name of the workload')
    .option('--current-image <image>', 'the image that runs, or that failed and is rolled back')
    .option('--new-image <image>', 'the image to run, or to go back to')
    .option('--kind <kind>', 'kind of the workload, for example StatefulSet')
    .option('--container <name>', 'container of the workload')
    .option('--policy <policy>', 'update policy, for example minor')
    .option('--requires-approval', 'the update needs somebody to approve it')
    .option('--update-request <name>', 'name of the UpdateRequest')
    .option('--approved-by <who>', 'who approved it')
    .option('--rejected-by <who>', 'who rejected it')
    .option('--reason <text>', 'why it was rejected')
    .option('--error <text>', 'what went wrong, or why it is rolled back')
    .option('--id <id>', 'id of the event: sending one id twice publishes it once')
    .optionsGroup('Or, in place of the event:')
    .option('--file <file>', 'an event or an array of them as JSON; - for standard input')
    .optionsGroup('Options:')
    .option('--json', 'print the answer as JSON');
  addAddressFlags(command, 'publish')
    .addHelpText(
      'after',
      examples(
        `headwind-notify send --event update_completed --namespace production --name nginx \\
      --current-image nginx:1.25.0 --new-image nginx:1.26.0`,
        'headwind-notify send --file event.json --url http://headwind:8080',
      ),
    )
    .action(action);
}
