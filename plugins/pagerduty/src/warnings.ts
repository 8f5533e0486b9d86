import { type EventKind, missingEndings } from '@headwind/plugin-api';
import type { PagerDutyConfig } from './config.js';

/** What an operator should know of a configuration although it is right. */
export function warningsOf(config: PagerDutyConfig, receives: (kind: EventKind) => boolean): readonly string[] {
  return [...keyWarnings(config), ...endingWarnings(receives)];
}

/** "Events API v2 Overview" of PagerDuty's developer documentation: such keys begin with R and take no change events. */
function keyWarnings({ changeEvents, routingKey }: PagerDutyConfig): readonly string[] {
  if (!changeEvents || !routingKey.startsWith('R')) return [];
  return [
    'the routing key seems to be that of a ruleset or an event orchestration (they begin with R), and PagerDuty records change events of services alone. Use the key of a service\'s integration, or leave "changeEvents" out.',
  ];
}

function endingWarnings(receives: (kind: EventKind) => boolean): readonly string[] {
  const missing = missingEndings(receives);
  if (missing.length === 0) return [];
  return [
    `"when" keeps ${missing.join(' and ')} from this channel, so incidents open and nothing resolves them. Let these kinds through: name them under "when.events", and leave "when.minSeverity" out.`,
  ];
}
