import { type Command, InvalidArgumentError, Option } from 'commander';
import { DISCARD, REPLAY } from './dead-letter-change.js';
import { type ChangeOptions, changeDeadLetters } from './dead-letters.js';
import {
  type ListOptions,
  listDeadLetters,
  listDeliveries,
  type ShowOptions,
  showDeadLetter,
  showDelivery,
} from './deliveries.js';
import { addDeliveryFilterFlags } from './delivery-filter.js';
import type { ExitCode } from './exit-code.js';
import { examples } from './help-text.js';
import { addAddressFlags } from './host-address.js';
import type { Terminal } from './terminal.js';

type Done = (exitCode: ExitCode) => void;

const DEFAULT_LIMIT = 50;

const STATES = ['pending', 'leased', 'delivered', 'dead'];

export function addDeliveries(program: Command, terminal: Terminal, done: Done): void {
  const deliveries = program
    .command('deliveries')
    .description('list what a running host delivers and has delivered, the newest first')
    .addOption(new Option('--state <state>', 'only in this state').choices(STATES));
  addListFlags(deliveries);
  deliveries
    .addHelpText(
      'after',
      examples('headwind-notify deliveries --channel slack --since 2h', 'headwind-notify deliveries show e1/slack'),
    )
    .action(async (options: ListOptions) => done(await listDeliveries(options, terminal)));
  addShow(deliveries, 'delivery').action(async (id: string, options: ShowOptions) =>
    done(await showDelivery(id, options, terminal)),
  );
}

export function addDeadLetters(program: Command, terminal: Terminal, done: Done): void {
  const deadLetters = program
    .command('dead-letters')
    .description('what could not be delivered: list, show, replay, discard')
    .helpCommand(false)
    .addHelpText(
      'after',
      examples('headwind-notify dead-letters list', 'headwind-notify dead-letters replay --channel slack'),
    );
  const list = deadLetters.command('list').description('list dead letters, the newest first');
  addListFlags(list)
    .addHelpText('after', examples('headwind-notify dead-letters list --channel slack --since 2h'))
    .action(async (options: ListOptions) => done(await listDeadLetters(options, terminal)));
  addShow(deadLetters, 'dead letter').action(async (id: string, options: ShowOptions) =>
    done(await showDeadLetter(id, options, terminal)),
  );
  addChangeFlags(deadLetters.command('replay').description('send dead letters on their way again'))
    .addHelpText(
      'after',
      examples(
        'headwind-notify dead-letters replay e1/slack e2/slack',
        'headwind-notify dead-letters replay --channel slack --since 1d --yes',
      ),
    )
    .action(async (ids: string[], options: ChangeOptions) =>
      done(await changeDeadLetters(REPLAY, ids, options, terminal)),
    );
  addChangeFlags(deadLetters.command('discard').description('throw dead letters away for good'))
    .addHelpText(
      'after',
      examples(
        'headwind-notify dead-letters discard e1/slack',
        'headwind-notify dead-letters discard --channel old-team',
      ),
    )
    .action(async (ids: string[], options: ChangeOptions) =>
      done(await changeDeadLetters(DISCARD, ids, options, terminal)),
    );
}

function addListFlags(command: Command): Command {
  command
    .addOption(new Option('--limit <count>', 'at most so many').argParser(wholeNumber).default(DEFAULT_LIMIT))
    .addOption(new Option('--all', 'all there are').conflicts('limit'))
    .option('--json', 'print { deliveries, next } as JSON');
  addDeliveryFilterFlags(command);
  return addAddressFlags(command, 'read');
}

function addShow(parent: Command, what: 'delivery' | 'dead letter'): Command {
  const show = parent
    .command('show')
    .description(`show one ${what} with its attempts and its event`)
    .argument('<id>', 'eventId/channel, as the list has it')
    .option('--json', 'print it as JSON');
  return addAddressFlags(show, 'read').addHelpText('after', examples(`headwind-notify ${parent.name()} show e1/slack`));
}

function addChangeFlags(command: Command): Command {
  command
    .argument('[ids...]', 'each eventId/channel, as the list has it')
    .option('--all', 'all there are, where neither ids nor conditions are given')
    .option('--yes', 'without being asked')
    .option('--json', 'print the result as JSON');
  addDeliveryFilterFlags(command);
  return addAddressFlags(command, 'operate');
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is not a whole number from 1 on.');
  return Number(text);
}
