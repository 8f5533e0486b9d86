import { type Description, describe as describeEvent, EVENT_KINDS, type HeadwindEvent } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import fc from 'fast-check';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { createPrettyFormat, type Format, formatJson } from '../src/formats.js';

const ESC = '\u001b';
const plain = worded(createPrettyFormat(picocolors.createColors(false)));
const colored = worded(createPrettyFormat(picocolors.createColors(true)));
const json = worded(formatJson);

/** A format with the default words, but for some given. */
function worded(format: Format) {
  return (event: HeadwindEvent, words: Partial<Description> = {}) =>
    format(event, { ...describeEvent(event), ...words });
}

/** Values that try to steer a terminal, forge a line or hide what they say. */
const HOSTILE = [
  `${ESC}[2J${ESC}[1;1Hcleared`,
  `${ESC}]0;title\u0007named`,
  `${ESC}]8;;https://evil.example.com${ESC}\\link${ESC}]8;;${ESC}\\`,
  `${ESC}P1$r0m${ESC}\\`,
  `${ESC}]52;c;Y3VybA==`,
  '\u009b31mred',
  'one\r\ntwo\u2028three\u0085four',
  'user\u202egnp.exe',
  'bell\u0007 back\u0008 delete\u007f null\u0000',
];

describe('the pretty format', () => {
  it('shows title, workload and severity, and the facts in two columns', () => {
    const lines = plain(eventOf('rollback_triggered')).split('\n');
    expect(lines[0]).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}⚠️ Automatic Rollback Triggered {2}production\/nginx-deployment {2}warning$/,
    );
    expect(lines.slice(1)).toEqual([
      '    Deployment       nginx-deployment (production)',
      '    Container        nginx',
      '    Reason           CrashLoopBackOff',
      '    Current Image    nginx:1.27.0',
      '    Rolling back to  nginx:1.26.0',
      '',
      '',
    ]);
  });

  it('shows a text between title and facts, line for line', () => {
    const lines = plain(eventOf('update_approved'), { text: 'Well done.\n\n  Now wait.\n' }).split('\n');
    expect(lines.slice(1, 4)).toEqual([
      '    Well done.',
      '      Now wait.',
      expect.stringMatching(/^ {4}Update Request {2}/),
    ]);
  });

  it('shows an event without facts', () => {
    expect(plain(eventOf('update_approved'), { facts: [] }).split('\n').slice(1)).toEqual(['', '']);
  });

  it('shows links below the facts', () => {
    const printed = plain(eventOf('update_request_created'));
    expect(printed).toMatch(/Policy +minor\n +Approve +https:.*\n +Open in Headwind +https:/);
  });

  it('shows a time it cannot read as it was written', () => {
    expect(plain(eventOf('update_detected', { time: 'yesterday' }))).toMatch(/^yesterday {2}/);
  });

  it.each([
    ['update_completed', 32],
    ['rollback_triggered', 33],
    ['update_failed', 31],
    ['rollback_failed', 31],
  ] as const)('colours %s by its severity', (kind, color) => {
    expect(colored(eventOf(kind))).toContain(`${ESC}[${color}m`);
  });

  it.each(HOSTILE)('takes the sting out of %j', (value) => {
    const printed = plain(hostileEvent(value), { title: value });
    expect(printed.split('\n')).toHaveLength(plain(hostileEvent('harmless')).split('\n').length);
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
  });

  it('never lets a value from outside add a line or a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...EVENT_KINDS), (value, kind) => {
        const printed = plain({ ...hostileEvent(value), kind }, { title: value, text: value });
        expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
        for (const line of printed.trimEnd().split('\n').slice(1)) expect(line).toMatch(/^ {4}/);
      }),
    );
  });
});

describe('the JSON format', () => {
  it('is one object a line', () => {
    const line = json(eventOf('update_completed'));
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({
      time: '2025-11-06T10:30:00Z',
      event: 'update_completed',
      severity: 'info',
      title: 'Update Completed',
      workload: 'production/nginx-deployment',
      images: { current: 'nginx:1.26.0', new: 'nginx:1.27.0' },
      id: 'nginx-update_completed',
      facts: [
        { name: 'Deployment', value: 'nginx-deployment (production)' },
        { name: 'Container', value: 'nginx' },
        { name: 'Old Image', value: 'nginx:1.26.0' },
        { name: 'New Image', value: 'nginx:1.27.0' },
        { name: 'Approved By', value: 'admin@example.com' },
      ],
    });
  });

  it('has the text where there is one', () => {
    expect(JSON.parse(json(eventOf('update_completed'), { text: 'Well done.' }))).toMatchObject({ text: 'Well done.' });
  });

  it('has the links where there are any', () => {
    expect(JSON.parse(json(eventOf('update_request_created'))).links).toMatchObject([
      { text: 'Approve', url: expect.stringMatching(/^https:/) },
      { text: 'Open in Headwind', url: expect.stringMatching(/^https:/) },
    ]);
  });

  it.each(HOSTILE)('takes the sting out of %j, escapes included', (value) => {
    const line = json(hostileEvent(value), { title: value, text: value });
    expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]|\\u00[01]/u);
  });
});

/** A failed update with the value wherever a publisher can put one. */
function hostileEvent(value: string) {
  return eventOf('update_failed', {
    id: value,
    time: value,
    workload: { namespace: value, name: value, kind: value },
    data: {
      currentImage: value,
      newImage: value,
      container: value,
      errorMessage: value,
      approvedBy: value,
      uiUrl: value,
    },
  });
}
