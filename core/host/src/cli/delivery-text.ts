import type { DeliveryDetails } from './api-shapes.js';
import { durationText } from './duration-text.js';
import { printableJson, printableLine } from './printable.js';
import type { Output } from './terminal.js';
import { textTable } from './text-table.js';
import { NONE, timeText } from './time-text.js';

const HEADINGS = ['ATTEMPT', 'BEGUN', 'TOOK', 'OUTCOME', 'REASON', 'ERROR'];

/** One delivery with its attempts and its event, for a person. Nothing is cut. */
export function deliveryText(delivery: DeliveryDetails, output: Output): string {
  const { id, state, event, workload, attempts, retries, publishedAt, payload, history } = delivery;
  const facts = [
    ['state', state],
    ['attempts', `${attempts}, with ${retries} of the retries used`],
    ['event', `${event.kind}, from ${event.source}, of ${momentText(event.time, output)}`],
    ['workload', `${workload.namespace}/${workload.name}${workload.kind === undefined ? '' : ` (${workload.kind})`}`],
    ['published', momentText(publishedAt, output)],
  ];
  const sections = [
    `${printableLine(id)}\n${textTable(facts.map(printableRow), { indent: '  ' })}`,
    ...(history.length === 0 ? [] : [historyTable(delivery, output)]),
    `${printableJson(payload)}\n`,
  ];
  return sections.join('\n');
}

/** A time as it is, for looking it up elsewhere; on a terminal also how long ago. */
function momentText(time: string, output: Output): string {
  const ago = timeText(time, output);
  return ago === time ? time : `${time} (${ago})`;
}

function historyTable({ history }: DeliveryDetails, output: Output): string {
  const rows = history.map((attempt) => [
    String(attempt.number),
    timeText(attempt.begunAt, output),
    durationText(attempt.durationMs),
    outcomeText(attempt, output),
    attempt.reason ?? NONE,
    attempt.error ?? NONE,
  ]);
  return textTable([HEADINGS, ...rows.map(printableRow)]);
}

function outcomeText({ state, retryAt }: DeliveryDetails['history'][number], output: Output): string {
  if (state === 'pending') return retryAt === undefined ? 'retry' : `retry, due ${timeText(retryAt, output)}`;
  return state === 'dead' ? 'dead letter' : state;
}

function printableRow(row: readonly string[]): string[] {
  return row.map(printableLine);
}
