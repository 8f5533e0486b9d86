import type { Delivery } from './api-shapes.js';
import { printableLine } from './printable.js';
import type { Output } from './terminal.js';
import { textTable } from './text-table.js';
import { NONE, timeText } from './time-text.js';

/** Heading and cell of each column there can be. */
const CELLS = {
  ID: ({ id }: Delivery) => id,
  STATE: ({ state }: Delivery) => state,
  EVENT: ({ event }: Delivery) => event.kind,
  WORKLOAD: ({ workload }: Delivery) => `${workload.namespace}/${workload.name}`,
  ATTEMPTS: ({ attempts }: Delivery) => String(attempts),
  PUBLISHED: ({ publishedAt }: Delivery, output: Output) => timeText(publishedAt, output),
  'LAST ATTEMPT': ({ lastAttemptAt }: Delivery, output: Output) => timeText(lastAttemptAt, output),
  'LAST ERROR': ({ lastError }: Delivery) => lastError ?? NONE,
};

export type DeliveryColumn = keyof typeof CELLS;

/** The first is missed least; the id and the state are always there. */
const DROP: readonly DeliveryColumn[] = ['ATTEMPTS', 'EVENT', 'PUBLISHED', 'LAST ATTEMPT', 'WORKLOAD', 'LAST ERROR'];

/**
 * Deliveries in columns. On a terminal that is too narrow the error is cut, then the workload; then columns are left out.
 * An id is never cut.
 */
export function deliveryTable(
  deliveries: readonly Delivery[],
  columns: readonly DeliveryColumn[],
  output: Output,
): string {
  const rows = deliveries.map((each) => columns.map((column) => printableLine(CELLS[column](each, output))));
  const cut = [
    { column: columns.indexOf('LAST ERROR'), least: 16 },
    { column: columns.indexOf('WORKLOAD'), least: 16 },
  ];
  const drop = DROP.map((column) => columns.indexOf(column));
  return textTable([columns, ...rows], { width: output.columns, cut, drop });
}
