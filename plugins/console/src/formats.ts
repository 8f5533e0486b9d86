import type { Description, HeadwindEvent, Severity } from '@headwind/plugin-api';
import type { Colors, Formatter } from 'picocolors/types.js';
import { plainText } from './plain-text.js';

/** Turns an event into the text that is printed, its line end included. */
export type Format = (event: HeadwindEvent, description: Description) => string;

/** The local date and time, as `2025-11-06 10:30:00`: Swedish writes it that way. */
const LOCAL_TIME = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });

/** One JSON object a line, for programs. */
export function formatJson(event: HeadwindEvent, { title, text, severity, facts, links }: Description): string {
  const line = {
    time: plainText(event.time),
    event: event.kind,
    severity,
    title: plainText(title),
    ...(text !== undefined && { text: plainText(text) }),
    workload: workloadOf(event),
    images: { current: plainText(event.data.currentImage), new: plainText(event.data.newImage) },
    id: plainText(event.id),
    facts: facts.map(({ name, value }) => ({ name: plainText(name), value: plainText(value) })),
    ...(links.length > 0 && { links: links.map((link) => ({ text: link.text, url: plainText(link.url) })) }),
  };
  return `${JSON.stringify(line)}\n`;
}

/** A title, under it the text if there is one, and the facts in two columns, for people. */
export function createPrettyFormat(colors: Colors): Format {
  const colorOf: Record<Severity, Formatter> = {
    info: colors.green,
    warning: colors.yellow,
    error: colors.red,
    critical: (text) => colors.bold(colors.red(text)),
  };
  return (event, description) => {
    const { title, text = '', emoji, severity } = description;
    const color = colorOf[severity];
    const rows = rowsOf(description);
    const width = Math.max(...rows.map(({ name }) => name.length));
    return [
      `${colors.dim(timeOf(event))}  ${emoji} ${color(colors.bold(plainText(title)))}  ${workloadOf(event)}  ${color(severity)}`,
      ...linesOf(text).map((line) => `    ${line}`),
      ...rows.map(({ name, value }) => `    ${colors.dim(name.padEnd(width))}  ${value}`),
      '\n',
    ].join('\n');
  };
}

/** Without empty lines, which stand between events. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(plainText)
    .filter((line) => line.trim() !== '');
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
