import { randomUUID } from 'node:crypto';
import type { Describe, EventKind } from '@headwind/plugin-api';
import type { HostOptions } from '../prepare.js';
import { type ExitCode, FAILED, OK } from './exit-code.js';
import type { HostProgram } from './host-program.js';
import { printableJson } from './printable.js';
import { testEvent } from './sample-event.js';
import type { Terminal } from './terminal.js';
import { type TestReport, testReport, testReportText } from './test-report.js';
import { withChannel } from './with-channel.js';

export interface TestOptions {
  /** The name of the channel. */
  readonly channel: string;
  readonly kind: EventKind;
  readonly json?: boolean;
}

/** The kind that every channel shows and every pager rings for; a pager is told that it is over by `update_completed`. */
export const DEFAULT_TEST_KIND: EventKind = 'update_failed';

const TITLE_MARK = '[Test]';
const TEST_TEXT = 'This is a test, sent by `headwind-notify test`; nothing happened.';

/** Sends one event that is marked as a test to one channel, once, and reports how that went. */
export async function testChannel(
  hostOptions: HostOptions,
  { channel: name, kind, json = false }: TestOptions,
  terminal: Terminal,
  host: HostProgram,
): Promise<ExitCode> {
  const event = testEvent(kind, { id: `test-${randomUUID()}`, time: new Date().toISOString() });
  return withChannel(hostOptions, { name, wording: markedAsTest }, terminal, host, async (channel) => {
    if (channel.canPreview && (await channel.preview(event)) === undefined) {
      terminal.stderr.write(`error: ${channel.name} sends nothing for ${kind}; test it with another kind\n`);
      return FAILED;
    }
    const report = testReport(channel, event, await channel.attempt(event));
    terminal.stdout.write(json ? jsonOf(report) : testReportText(report));
    return report.outcome.status === 'delivered' ? OK : FAILED;
  });
}

/** Marked in every part that a channel may show by itself. */
function markedAsTest(inWords: Describe): Describe {
  return (event) => {
    const { title, summary, text, ...rest } = inWords(event);
    return {
      ...rest,
      title: `${TITLE_MARK} ${title}`,
      summary: `${TITLE_MARK} ${summary}`,
      text: text === undefined ? TEST_TEXT : `${TEST_TEXT}\n\n${text}`,
    };
  };
}

function jsonOf({
  channel,
  plugin,
  event,
  leftOutBy,
  exchanges,
  outcome,
  durationMs,
  timedOut,
  next,
  toDo,
}: TestReport) {
  const report = {
    channel,
    plugin,
    event: { id: event.id, kind: event.kind },
    routed: leftOutBy === undefined,
    exchanges,
    outcome,
    timedOut,
    durationMs: Math.round(durationMs),
    next,
    toDo,
  };
  return `${printableJson(report)}\n`;
}
