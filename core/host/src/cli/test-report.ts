import type { EventKind, HeadwindEvent, Outcome } from '@headwind/plugin-api';
import type { LeftOutBy } from '../channel-filter.js';
import type { AttemptReport, OpenChannel } from '../open-channel.js';
import type { Exchange } from '../plugin-http/recorded-http.js';
import { durationText } from './duration-text.js';
import { networkAdvice } from './network-advice.js';
import { nextStep } from './next-step.js';
import { printableLine } from './printable.js';
import { textTable } from './text-table.js';

/** How a test went, and what follows from it. */
export interface TestReport extends AttemptReport {
  readonly channel: string;
  readonly plugin: string;
  readonly event: HeadwindEvent;
  /** What would have kept an event of this kind from the channel. */
  readonly leftOutBy: LeftOutBy | undefined;
  /** What a host would do next; undefined when it would do nothing more. */
  readonly next: string | undefined;
  /** What a person can do; undefined where the outcome says it already. */
  readonly toDo: string | undefined;
}

export function testReport(channel: OpenChannel, event: HeadwindEvent, attempt: AttemptReport): TestReport {
  return {
    ...attempt,
    channel: channel.name,
    plugin: channel.package,
    event,
    leftOutBy: channel.leftOutBy(event, 'kind'),
    next: nextStep(attempt.outcome, channel.lane.retry),
    toDo: adviceFor(channel, attempt),
  };
}

/** The report for a person. */
export function testReportText(report: TestReport): string {
  const { channel, plugin, event, leftOutBy, exchanges, outcome, timedOut, durationMs, next, toDo } = report;
  const rows = [
    ['event', `${event.kind}, marked as a test; its id is ${event.id}`],
    ...exchanges.map((exchange) => ['sent to', exchangeText(exchange, timedOut)]),
    ['outcome', outcomeText(outcome)],
    ['took', durationText(durationMs)],
    ...(next === undefined ? [] : [['next', next]]),
    ...(toDo === undefined ? [] : [['to do', toDo]]),
    ...(leftOutBy === undefined ? [] : [['note', noteOn(leftOutBy, event.kind)]]),
  ];
  return `A test of the channel ${channel} (${plugin})\n${textTable(rows, { indent: '  ' })}`;
}

function exchangeText({ host, status, trouble }: Exchange, timedOut: boolean): string {
  if (status !== undefined) return `${host}, which answered HTTP ${status}`;
  const reason = trouble === undefined || trouble === 'unknown' || timedOut ? '' : ` (${trouble})`;
  return `${host}, which gave no answer${reason}`;
}

function outcomeText(outcome: Outcome): string {
  if (outcome.status !== 'delivered') return `not delivered (${outcome.status}): ${printableLine(outcome.message)}`;
  return outcome.note === undefined ? 'delivered' : `delivered: ${printableLine(outcome.note)}`;
}

function noteOn(leftOutBy: LeftOutBy, kind: EventKind): string {
  const reason =
    leftOutBy === 'when' ? '`when` of the configuration leaves it out' : 'the plugin does not subscribe to it';
  return `A host would not send ${kind} to this channel: ${reason}. The test was sent all the same.`;
}

function adviceFor(channel: OpenChannel, attempt: AttemptReport): string | undefined {
  const { outcome, timedOut, exchanges } = attempt;
  if (outcome.status === 'delivered') return undefined;
  if (timedOut) {
    return `Check that the endpoint is reachable from here. If it is only slow, raise ${timeoutSetting(channel)}.`;
  }
  const trouble = exchanges.at(-1)?.trouble;
  return trouble === undefined ? undefined : networkAdvice(trouble);
}

/** What the channel was made from, where that is no configuration file of ours. */
function timeoutSetting({ origin, name }: OpenChannel): string {
  if (origin.type === 'operator' && name === 'webhook')
    return '`webhook.timeout_seconds`, or WEBHOOK_TIMEOUT (seconds)';
  if (origin.type !== 'environment' && origin.type !== 'operator') return `\`timeout\` of the channel`;
  return name === 'webhook' ? 'WEBHOOK_TIMEOUT (seconds)' : '`timeout`, which takes a configuration file';
}
