import type { EventKind } from '@headwind/plugin-api';
import { apiUrlOf, type OpsgenieConfig } from './config.js';

/** Alerts that one kind of event opens, and the kind that says that all is well again. */
const ENDINGS: readonly { readonly opening: readonly EventKind[]; readonly closing: EventKind }[] = [
  { opening: ['update_failed'], closing: 'update_completed' },
  { opening: ['rollback_triggered', 'rollback_failed'], closing: 'rollback_completed' },
];

/** What an operator should know of a configuration although it is right. */
export function warningsOf(config: OpsgenieConfig, receives: (kind: EventKind) => boolean): readonly string[] {
  return [...endOfOpsgenie(config), ...endingWarnings(receives)];
}

/**
 * Says to whoever still uses Opsgenie itself when it ends and what follows
 * (https://support.atlassian.com/opsgenie/docs/what-happens-when-opsgenie-is-turned-off/).
 */
function endOfOpsgenie(config: OpsgenieConfig): readonly string[] {
  const { hostname } = new URL(apiUrlOf(config));
  if (!/(^|\.)opsgenie\.com$/.test(hostname)) return [];
  return [
    `${hostname} answers until 5 April 2027, when Opsgenie ends. Jira Service Management or Compass operations follow it, and this plugin goes on with "baseUrl" and the key from there; see docs/how-to/opsgenie.md.`,
  ];
}

function endingWarnings(receives: (kind: EventKind) => boolean): readonly string[] {
  const missing = ENDINGS.filter(({ opening, closing }) => opening.some(receives) && !receives(closing));
  if (missing.length === 0) return [];
  const kinds = missing.map(({ closing }) => closing).join(' and ');
  return [
    `"when" keeps ${kinds} from this channel, so alerts open and nothing closes them. Let these kinds through: name them under "when.events", and leave "when.minSeverity" out.`,
  ];
}
