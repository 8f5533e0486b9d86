import { EVENT_KINDS, type EventKind, type HeadwindEvent } from '@headwind/plugin-api';
import type { LeftOutBy } from '../channel-filter.js';
import type { OpenChannel } from '../open-channel.js';
import type { HostOptions } from '../prepare.js';
import { eventOfPayload } from './event-payload.js';
import { type ExitCode, FAILED, OK } from './exit-code.js';
import type { HostProgram } from './host-program.js';
import { previewText } from './preview-text.js';
import { printableJson } from './printable.js';
import { UsageError } from './report-error.js';
import { sampleEvent } from './sample-event.js';
import { payloadFromFile } from './send-payload.js';
import type { Terminal } from './terminal.js';
import { withChannel } from './with-channel.js';

export interface PreviewOptions {
  /** The name of the channel. */
  readonly channel: string;
  /** Every kind where it is left out. */
  readonly kind?: EventKind;
  /** An event in place of the samples. */
  readonly file?: string;
  readonly json?: boolean;
}

/** What would be sent for one event. */
interface EventPreview {
  readonly kind: EventKind;
  readonly leftOutBy: LeftOutBy | undefined;
  /** Undefined when nothing would be sent. */
  readonly preview: unknown;
}

/** Prints what a channel would send, without sending. */
export async function preview(
  hostOptions: HostOptions,
  options: PreviewOptions,
  terminal: Terminal,
  host: HostProgram,
): Promise<ExitCode> {
  const events = await eventsOf(options, terminal);
  return withChannel(hostOptions, { name: options.channel }, terminal, host, async (channel) => {
    if (!channel.canPreview) {
      terminal.stderr.write(
        `error: ${channel.package} cannot preview. To see what arrives, send a test: headwind-notify test ${channel.name}\n`,
      );
      return FAILED;
    }
    const judgeBy = options.file === undefined ? 'kind' : 'event';
    const previews: EventPreview[] = [];
    for (const event of events) {
      const leftOutBy = channel.leftOutBy(event, judgeBy);
      previews.push({ kind: event.kind, leftOutBy, preview: await channel.preview(event) });
    }
    terminal.stdout.write(options.json === true ? jsonOf(previews) : textOf(previews, channel));
    return OK;
  });
}

async function eventsOf({ kind, file }: PreviewOptions, terminal: Terminal): Promise<HeadwindEvent[]> {
  if (file === undefined) return (kind === undefined ? EVENT_KINDS : [kind]).map(sampleEvent);
  if (kind !== undefined) throw new UsageError('the file holds the kind; give it alone or the kind');
  const payload: unknown = JSON.parse(await payloadFromFile(file, {}, terminal));
  const envelope = { id: 'preview', time: new Date().toISOString() };
  return [eventOfPayload(payload, envelope, file === '-' ? 'standard input' : file)];
}

function jsonOf(previews: readonly EventPreview[]): string {
  const list = previews.map(({ kind, leftOutBy, preview: shown = null }) => ({
    kind,
    routed: leftOutBy === undefined,
    preview: shown,
  }));
  return `${printableJson(list)}\n`;
}

/** Headings as in files of HTTP requests, which editors know. */
function textOf(previews: readonly EventPreview[], { package: plugin }: OpenChannel): string {
  const sections = previews.map(({ kind, leftOutBy, preview: shown }) => {
    const text = previewText(shown) ?? 'nothing is sent for this kind';
    return `### ${kind}${leftOutBy === undefined ? '' : ` (not sent: ${reasonOf(leftOutBy, plugin)})`}\n${text}\n`;
  });
  return sections.join('\n');
}

function reasonOf(leftOutBy: LeftOutBy, plugin: string): string {
  return leftOutBy === 'when' ? '`when` leaves it out' : `${plugin} does not subscribe to it`;
}
