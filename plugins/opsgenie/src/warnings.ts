import { type EventKind, missingEndings } from '@headwind/plugin-api';
import { apiUrlOf, type OpsgenieConfig } from './config.js';

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
    `${hostname} answers until 5 April 2027, when Opsgenie ends. Jira Service Management or Compass operations follow it, and this plugin goes on with "baseUrl" and the key from there; the documentation of the plugin says how to move.`,
  ];
}

function endingWarnings(receives: (kind: EventKind) => boolean): readonly string[] {
  const missing = missingEndings(receives);
  if (missing.length === 0) return [];
  return [
    `"when" keeps ${missing.join(' and ')} from this channel, so alerts open and nothing closes them. Let these kinds through: name them under "when.events", and leave "when.minSeverity" out.`,
  ];
}
