import { z } from 'zod';
import { durationText } from './duration-text.js';
import { printableLine } from './printable.js';
import type { Output } from './terminal.js';
import { timeText } from './time-text.js';

const workload = z.object({ namespace: z.string(), name: z.string() });
const event = z.object({ id: z.string(), kind: z.string() });

/** What a line of `GET /v1/events/tail` can be, as far as it is shown. */
const recordSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), time: z.string(), event, workload, channels: z.array(z.string()) }),
  z.object({
    type: z.literal('delivery'),
    time: z.string(),
    id: z.string(),
    event,
    workload,
    attempt: z.number(),
    state: z.string(),
    reason: z.string().optional(),
    error: z.string().optional(),
    durationMs: z.number(),
    retryAt: z.string().optional(),
  }),
  z.object({ type: z.literal('dead_letter'), time: z.string(), id: z.string(), change: z.string() }),
  z.object({ type: z.literal('channel'), time: z.string(), channel: z.string(), change: z.string() }),
  z.object({ type: z.literal('dropped'), count: z.number() }),
]);

type TailRecord = z.infer<typeof recordSchema>;
type DeliveryLine = Extract<TailRecord, { type: 'delivery' }>;

/** As wide as the longest word of the second column, so that what follows stands in one. */
const WORD_WIDTH = 'dead letter'.length;

/** A record for a person, on one line; undefined for one of a type that a newer host may have. */
export function tailText(record: unknown, output: Output): string | undefined {
  const parsed = recordSchema.safeParse(record);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  if (data.type === 'dropped') return `(${data.count} left out, for they came too fast)`;
  const [word, text] = wordsOf(data, output);
  return printableLine(`${clockText(data.time, output)}  ${word.padEnd(WORD_WIDTH)}  ${text}`);
}

function wordsOf(record: Exclude<TailRecord, { type: 'dropped' }>, output: Output): [word: string, text: string] {
  switch (record.type) {
    case 'event': {
      const to = record.channels.length === 0 ? 'to no channel' : `to ${record.channels.join(', ')}`;
      return ['event', `${record.event.id}  ${subject(record)}  ${to}`];
    }
    case 'delivery':
      return [deliveryWord(record), `${record.id}  ${subject(record)}  ${attemptText(record, output)}`];
    case 'dead_letter':
      return [record.change, record.id];
    case 'channel':
      return ['channel', `${record.channel}  ${record.change.replaceAll('_', ' ')}`];
  }
}

function subject(record: Pick<DeliveryLine, 'event' | 'workload'>): string {
  return `${record.event.kind}  ${record.workload.namespace}/${record.workload.name}`;
}

function deliveryWord({ state }: DeliveryLine): string {
  if (state === 'pending') return 'failed';
  return state === 'dead' ? 'dead letter' : state;
}

function attemptText({ attempt, durationMs, reason, error, retryAt }: DeliveryLine, output: Output): string {
  const why = [reason, error].filter((each) => each !== undefined).join(': ');
  const parts = [
    `attempt ${attempt}, ${durationText(durationMs)}`,
    ...(why === '' ? [] : [why]),
    ...(retryAt === undefined ? [] : [`again ${timeText(retryAt, output)}`]),
  ];
  return parts.join('; ');
}

/** The time of day on a terminal, where lines come as things happen. */
function clockText(time: string, { isTTY = false }: Output): string {
  const date = new Date(time);
  return isTTY && !Number.isNaN(date.getTime()) ? date.toLocaleTimeString('en-GB') : time;
}
