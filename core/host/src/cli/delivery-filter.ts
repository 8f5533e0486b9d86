import { EVENT_KINDS } from '@headwind/plugin-api';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { parseDuration } from '../config/duration.js';
import { UsageError } from './report-error.js';

/** Narrows what is shown or changed; every condition that is given must hold. */
export interface FilterFlags {
  readonly channel?: string;
  readonly event?: string;
  readonly namespace?: string;
  readonly workload?: string;
}

export interface DeliveryFilterFlags extends FilterFlags {
  readonly eventId?: string;
  readonly since?: string;
  readonly until?: string;
}

/** The same conditions under the names of the API, in a query as in a body. */
export type ApiFilter = Readonly<Record<string, string>>;

const TIME = z.iso.datetime({ offset: true });

export function addFilterFlags(command: Command): Command {
  return command
    .optionsGroup('Only those that match all of:')
    .option('--channel <name>', 'on their way to this channel')
    .addOption(new Option('--event <kind>', 'of this kind of event').choices(EVENT_KINDS))
    .option('--namespace <name>', 'about a workload of this namespace')
    .option('--workload <namespace/name>', 'about this workload, for example production/nginx');
}

export function addDeliveryFilterFlags(command: Command): Command {
  return addFilterFlags(command)
    .option('--event-id <id>', 'of this one event')
    .option('--since <when>', 'published since: 2h ago, or 2025-11-06T10:30:00Z')
    .option('--until <when>', 'published before: 30m ago, or 2025-11-06T11:30:00Z');
}

/** @throws UsageError when the workload is not `namespace/name` */
export function filterOf({ channel, event, namespace, workload }: FilterFlags): ApiFilter {
  if (workload !== undefined && !/^[^/]+\/[^/]+$/.test(workload)) {
    throw new UsageError('--workload takes namespace/name, for example production/nginx');
  }
  return {
    ...(channel !== undefined && { channel }),
    ...(event !== undefined && { event }),
    ...(namespace !== undefined && { namespace }),
    ...(workload !== undefined && { workload }),
  };
}

/**
 * @param now milliseconds since the epoch
 * @throws UsageError as `filterOf`, when a time is none, and when there is no time between the two
 */
export function deliveryFilterOf(flags: DeliveryFilterFlags, now = Date.now()): ApiFilter {
  const { eventId, since, until } = flags;
  const from = since === undefined ? undefined : timeOf(since, '--since', now);
  const to = until === undefined ? undefined : timeOf(until, '--until', now);
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    throw new UsageError(`--since ${since} is not before --until ${until}, so nothing can match; swap the two`);
  }
  return {
    ...filterOf(flags),
    ...(eventId !== undefined && { eventId }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

function timeOf(text: string, flag: string, now: number): string {
  const ago = parseDuration(text);
  const at = ago === undefined ? undefined : new Date(now - ago);
  // A duration may go back further than a date can.
  if (at !== undefined && !Number.isNaN(at.getTime())) return at.toISOString();
  if (TIME.safeParse(text).success) return text;
  throw new UsageError(
    `${flag} takes how long ago (30m, 2h, 3d) or a time (2025-11-06T10:30:00Z), and ${text} is neither`,
  );
}
