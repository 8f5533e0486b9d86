import type { ApiClient } from './api-client.js';
import { type Delivery, type DeliveryDetails, deliveryDetailsSchema, deliveryPageSchema } from './api-shapes.js';
import { type ApiFilter, type DeliveryFilterFlags, deliveryFilterOf } from './delivery-filter.js';
import { deliveryPath } from './delivery-id.js';
import { type DeliveryColumn, deliveryTable } from './delivery-table.js';
import { deliveryText } from './delivery-text.js';
import { type ExitCode, FAILED, OK } from './exit-code.js';
import { type AddressFlags, clientOf } from './host-address.js';
import { printableJson, printableLine } from './printable.js';
import type { Terminal } from './terminal.js';
import { unknownChannel } from './unknown-channel.js';

export interface ListOptions extends DeliveryFilterFlags, AddressFlags {
  readonly state?: string;
  /** At most so many. */
  readonly limit: number;
  /** All there are, whatever `limit` says. */
  readonly all?: boolean;
  readonly json?: boolean;
}

export interface ShowOptions extends AddressFlags {
  readonly json?: boolean;
}

/** What the API gives at once, at most. */
const PAGE_LIMIT = 500;

/** Lists deliveries, the newest first. */
export async function listDeliveries(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const columns: DeliveryColumn[] = ['ID', 'STATE', 'EVENT', 'WORKLOAD', 'ATTEMPTS', 'PUBLISHED', 'LAST ERROR'];
  return list(options, columns, 'no deliveries', terminal);
}

/** Lists dead letters, the newest first. */
export async function listDeadLetters(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const columns: DeliveryColumn[] = ['ID', 'EVENT', 'WORKLOAD', 'ATTEMPTS', 'LAST ATTEMPT', 'LAST ERROR'];
  return list({ ...options, state: 'dead' }, columns, 'no dead letters', terminal);
}

/** Shows one delivery with its attempts, whatever its state. */
export async function showDelivery(
  id: string,
  { json = false, ...address }: ShowOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  write(await find(id, address, terminal), json, terminal);
  return OK;
}

/** Shows one dead letter with its attempts; of another delivery it says that it is none. */
export async function showDeadLetter(
  id: string,
  { json = false, ...address }: ShowOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const details = await find(id, address, terminal);
  if (details.state !== 'dead') {
    const shown = printableLine(id);
    terminal.stderr.write(
      `${shown} is no dead letter, its state is ${printableLine(details.state)}; \`headwind-notify deliveries show ${shown}\` shows it\n`,
    );
    return FAILED;
  }
  write(details, json, terminal);
  return OK;
}

function find(id: string, address: AddressFlags, terminal: Terminal): Promise<DeliveryDetails> {
  return clientOf(address, 'read', terminal).request({ path: deliveryPath(id) }, deliveryDetailsSchema);
}

function write(details: DeliveryDetails, json: boolean, { stdout }: Terminal): void {
  stdout.write(json ? `${printableJson(details)}\n` : deliveryText(details, stdout));
}

async function list(
  options: ListOptions,
  columns: readonly DeliveryColumn[],
  none: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const { stdout, stderr } = terminal;
  const { state, limit, all = false, json = false } = options;
  const filter = deliveryFilterOf(options);
  const query = { ...(state !== undefined && { state }), ...filter };
  const client = clientOf(options, 'read', terminal);
  const found = await collect(client, query, all ? Number.POSITIVE_INFINITY : limit);
  const isNone = found.deliveries.length === 0;
  if (json) stdout.write(`${printableJson(found)}\n`);
  else if (isNone) stderr.write(`${none}${Object.keys(filter).length > 0 ? ' that match' : ''}\n`);
  else stdout.write(deliveryTable(found.deliveries, columns, stdout));
  const unknown = isNone ? await unknownChannel(options.channel, client) : undefined;
  if (unknown !== undefined) stderr.write(`${unknown}\n`);
  if (!json && found.next !== null) stderr.write('there are more: --all shows them, --limit as many as you say\n');
  return OK;
}

/** Pages, until there are so many; a page may hold fewer than it could, even none, as long as there is a `next`. */
async function collect(
  client: ApiClient,
  filter: ApiFilter,
  limit: number,
): Promise<{ readonly deliveries: readonly Delivery[]; readonly next: string | null }> {
  const deliveries: Delivery[] = [];
  let next: string | null = null;
  do {
    const query: ApiFilter = {
      ...filter,
      limit: String(Math.min(limit - deliveries.length, PAGE_LIMIT)),
      ...(next !== null && { cursor: next }),
    };
    const page = await client.request({ path: '/v1/deliveries', query }, deliveryPageSchema);
    deliveries.push(...page.deliveries);
    next = page.next;
  } while (next !== null && deliveries.length < limit);
  return { deliveries, next };
}
