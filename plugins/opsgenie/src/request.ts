import {
  type Description,
  type EventKind,
  type HeadwindEvent,
  incidentStepOf,
  updateKeyOf,
} from '@headwind/plugin-api';
import { bodyTextOf } from './body-text.js';
import { apiUrlOf, type OpsgenieConfig } from './config.js';
import { detailsOf } from './details.js';
import { plainLine } from './plain-text.js';
import { tagsOf } from './tags.js';

/** Limits of the fields in characters (docs.opsgenie.com, "Alert API"). */
const MESSAGE = 130;
const ALIAS = 512;
const ENTITY = 512;

/** Who speaks, as Opsgenie shows it. */
const SOURCE = 'Headwind';

type OpeningKind = keyof OpsgenieConfig['priorities'];

/** What an event does to the alert of its update. */
export type AlertAction = 'open' | 'raise' | 'close';

/** One request to the Alert API. */
export interface AlertRequest {
  readonly action: AlertAction;
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly json: OpenAlert | RaiseAlert | CloseAlert;
}

/** The body of `POST /v2/alerts`. An alert of the same alias that is open already is counted up, and stays as it is. */
export interface OpenAlert {
  readonly message: string;
  readonly alias: string;
  readonly description: string;
  readonly responders?: NonNullable<OpsgenieConfig['responders']>;
  readonly tags: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  readonly entity: string;
  readonly source: string;
  readonly user: string;
  readonly priority: OpsgenieConfig['priorities'][OpeningKind];
}

/** The body of `PUT /v2/alerts/<alias>/priority?identifierType=alias`. */
export interface RaiseAlert {
  readonly priority: OpenAlert['priority'];
}

/** The body of `POST /v2/alerts/<alias>/close?identifierType=alias`. */
export interface CloseAlert {
  readonly source: string;
  readonly user: string;
  readonly note: string;
}

/**
 * The requests an event makes, in order. All events of one update have one alias:
 *
 *     update_failed, rollback_triggered                        ──▶ open
 *     rollback_failed                                          ──▶ open, raise
 *     update_completed, rollback_completed, update_rejected    ──▶ close
 *     anything else                                            ──▶ no request
 *
 * A rollback that fails comes after one that was triggered: its alert is open, and its priority that of the latter.
 */
export function requestsFor(
  event: HeadwindEvent,
  describe: (event: HeadwindEvent) => Description,
  config: OpsgenieConfig,
): readonly AlertRequest[] {
  const alerts = `${apiUrlOf(config)}/v2/alerts`;
  const alias = updateKeyOf(event, ALIAS);
  const partOfAlert = (part: string) => `${alerts}/${encodeURIComponent(alias)}/${part}?identifierType=alias`;
  if (isOpening(event.kind)) {
    const priority = config.priorities[event.kind];
    const alert = openAlert(event, describe(event), { alias, priority, config });
    const open: AlertRequest = { action: 'open', method: 'POST', url: alerts, json: alert };
    const raise: AlertRequest = { action: 'raise', method: 'PUT', url: partOfAlert('priority'), json: { priority } };
    return event.kind === 'rollback_failed' ? [open, raise] : [open];
  }
  if (incidentStepOf(event.kind) !== 'closes') return [];
  return [{ action: 'close', method: 'POST', url: partOfAlert('close'), json: closeAlert(event, describe(event)) }];
}

function openAlert(
  event: HeadwindEvent,
  description: Description,
  { alias, priority, config }: Pick<OpenAlert, 'alias' | 'priority'> & { readonly config: OpsgenieConfig },
): OpenAlert {
  return {
    message: messageOf(event, description),
    alias,
    description: bodyTextOf(description),
    ...(config.responders !== undefined && { responders: config.responders }),
    tags: tagsOf(event, config.tags),
    details: detailsOf(event, description.facts),
    entity: plainLine(workloadOf(event), ENTITY),
    source: SOURCE,
    user: SOURCE,
    priority,
  };
}

function closeAlert(event: HeadwindEvent, description: Description): CloseAlert {
  const note = `${messageOf(event, description)}\n\n${bodyTextOf(description)}`;
  return { source: SOURCE, user: SOURCE, note: note.trim() };
}

/** Opsgenie refuses an alert without a message, and a template can leave none. */
function messageOf(event: HeadwindEvent, { summary }: Description): string {
  return plainLine(summary, MESSAGE) || plainLine(`${event.kind}: ${workloadOf(event)}`, MESSAGE);
}

function workloadOf({ workload }: HeadwindEvent): string {
  return `${workload.namespace}/${workload.name}`;
}

function isOpening(kind: EventKind): kind is OpeningKind {
  return kind === 'update_failed' || kind === 'rollback_triggered' || kind === 'rollback_failed';
}
