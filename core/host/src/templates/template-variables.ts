import {
  type Description,
  type EventDataByKind,
  type EventKind,
  type Fact,
  type HeadwindEvent,
  type Link,
  severityOf,
  type Workload,
} from '@headwind/plugin-api';

/** What a template may ask of a variable. */
export type Shape =
  | { readonly type: 'text' }
  | { readonly type: 'fields'; readonly fields: Readonly<Record<string, Shape>> }
  | { readonly type: 'list'; readonly item: Shape }
  /** Fields of any name, all of them texts. */
  | { readonly type: 'open' };

const TEXT: Shape = { type: 'text' };

type DataField = { [K in EventKind]: keyof EventDataByKind[K] }[EventKind];

/** Every field that the data of any kind has: a template may stand for several kinds. */
const DATA = {
  currentImage: TEXT,
  newImage: TEXT,
  container: TEXT,
  policy: TEXT,
  requiresApproval: TEXT,
  updateRequestName: TEXT,
  approvalUrl: TEXT,
  uiUrl: TEXT,
  approvedBy: TEXT,
  rejectedBy: TEXT,
  rejectionReason: TEXT,
  errorMessage: TEXT,
  metadata: { type: 'open' },
} as const satisfies Record<DataField, Shape>;

const WORKLOAD = { namespace: TEXT, name: TEXT, kind: TEXT } as const satisfies Record<keyof Workload, Shape>;
const FACT = { name: TEXT, value: TEXT } as const satisfies Record<keyof Fact, Shape>;
const LINK = { text: TEXT, url: TEXT } as const satisfies Record<keyof Link, Shape>;

/** All but what is nobody's to read: the text of a template itself, and where the event stands in a trace. */
type Variable = Exclude<keyof HeadwindEvent, 'trace'> | Exclude<keyof Description, 'text'>;

/** Every variable of a template: those of the event, and the words that the event has without templates. */
const VARIABLES = {
  id: TEXT,
  kind: TEXT,
  time: TEXT,
  source: TEXT,
  workload: { type: 'fields', fields: WORKLOAD },
  data: { type: 'fields', fields: DATA },
  severity: TEXT,
  title: TEXT,
  emoji: TEXT,
  summary: TEXT,
  facts: { type: 'list', item: { type: 'fields', fields: FACT } },
  links: { type: 'list', item: { type: 'fields', fields: LINK } },
} as const satisfies Record<Variable, Shape>;

export const ALL_VARIABLES: Shape = { type: 'fields', fields: VARIABLES };

/** The values of the variables. A new object each time, for a template may add variables of its own to it. */
export function valuesOf(event: HeadwindEvent, description: Description): Record<Variable, unknown> {
  const { id, kind, time, source, workload, data } = event;
  const { title, emoji, summary, facts, links } = description;
  const severity = severityOf(kind);
  return { id, kind, time, source, workload, data, severity, title, emoji, summary, facts, links };
}
