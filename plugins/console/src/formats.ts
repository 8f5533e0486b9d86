import { type Description, describe, type HeadwindEvent, type Severity } from '@headwind/plugin-api';
import type { Colors, Formatter } from 'picocolors/types.js';
import { plainText } from './plain-text.js';

/** Turns an event into the text that is printed, its line end included. */
export type Format = (event: HeadwindEvent) => string;

/** The local date and time, as `2025-11-06 10:30:00`: Swedish writes it that way. */
const LOCAL_TIME = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });

/** One JSON object a line, for programs. */
export function formatJson(event: HeadwindEvent): string {
  const { title, severity, facts, links } = describe(event);
  const line = {
    time: plainText(event.time),
    event: event.kind,
    severity,
    title,
    workload: workloadOf(event),
    images: { current: plainText(event.data.currentImage), new: plainText(event.data.newImage) },
    id: plainText(event.id),
    facts: facts.map(({ name, value }) => ({ name: plainText(name), value: plainText(value) })),
    ...(links.length > 0 && { links: links.map(({ text, url }) => ({ text, url: plainText(url) })) }),
  };
  return `${JSON.stringify(line)}\n`;
}

/** A title, and under it the facts in two columns, for people. */
export function createPrettyFormat(colors: Colors): Format {
  const colorOf: Record<Severity, Formatter> = {
    info: colors.green,
    warning: colors.yellow,
    error: colors.red,
    critical: (text) => colors.bold(colors.red(text)),
  };
  return (event) => {
    const description = describe(event);
    const { title, emoji, severity } = description;
    const color = colorOf[severity];
    const rows = rowsOf(description);
    const width = Math.max(...rows.map(({ name }) => name.length));
    return [
      `${colors.dim(timeOf(event))}  ${emoji} ${color(colors.bold(title))}  ${workloadOf(event)}  ${color(severity)}`,
      ...rows.map(({ name, value }) => `    ${colors.dim(name.padEnd(width))}  ${value}`),
      '\n',
    ].join('\n');
  };
}

function rowsOf({ facts, links }: Description): { name: string; value: string }[] {
  const rows = [...facts, ...links.map(({ text, url }) => ({ name: text, value: url }))];
  return rows.map(({ name, value }) => ({ name: plainText(name), value: plainText(value) }));
}

function workloadOf({ workload }: HeadwindEvent): string {
  return plainText(`${workload.namespace}/${workload.name}`);
}

function timeOf(event: HeadwindEvent): string {
  const time = Date.parse(event.time);
  return Number.isNaN(time) ? plainText(event.time) : LOCAL_TIME.format(time);
}
