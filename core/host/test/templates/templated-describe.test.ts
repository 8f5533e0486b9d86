import { describe as describeEvent } from '@headwind/plugin-api';
import { anyEvent } from '@headwind/plugin-testkit/any-event';
import { eventOf } from '@headwind/plugin-testkit/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedLog } from '../plugins/recorded-log.js';
import { describingWith } from './templates.js';

const TOO_LARGE = 'it made more than 250000 characters';

const FAILED = eventOf('update_failed', { data: { errorMessage: 'no such image\nin registry' } });

describe('an event in the words of templates', () => {
  it('is as it always is where no template fits its kind', async () => {
    const describeHere = await describingWith({ 'rollback_*': { title: 'Back' } });
    for (const kind of ['update_detected', 'update_failed', 'update_completed'] as const) {
      expect(describeHere(eventOf(kind))).toEqual(describeEvent(eventOf(kind)));
    }
  });

  it('has their title, and a summary that begins with it', async () => {
    const describeHere = await describingWith({ update_failed: { title: '{{ workload.name }} \n failed ' } });
    expect(describeHere(FAILED)).toEqual({
      ...describeEvent(FAILED),
      title: 'nginx-deployment failed',
      summary: 'nginx-deployment failed: nginx-deployment (production), nginx:1.26.0 → nginx:1.27.0',
    });
  });

  it('has their text, and a summary of title and first line', async () => {
    const describeHere = await describingWith({ update_failed: { text: '\n{{ data.errorMessage | capitalize }}\n' } });
    expect(describeHere(FAILED)).toEqual({
      ...describeEvent(FAILED),
      text: 'No such image\nin registry',
      summary: 'Update Failed: No such image',
    });
  });

  it('has no text where the text comes out empty', async () => {
    const describeHere = await describingWith({ '*': { text: ' {{ data.errorMessage }} ' } });
    expect(describeHere(eventOf('update_approved'))).toEqual(describeEvent(eventOf('update_approved')));
  });

  it('has the default title where the title comes out empty', async () => {
    const describeHere = await describingWith({ '*': { title: ' {{ data.metadata.headline }} ' } });
    expect(describeHere(FAILED)).toEqual(describeEvent(FAILED));
  });

  it('has a fact of a known name in its place, a new one at the end, and none that comes out empty', async () => {
    const describeHere = await describingWith({
      '*': {
        facts: {
          Team: '{{ data.metadata.team | default: "nobody" }}',
          Error: '{{ data.errorMessage | split: "\n" | first }}',
          Container: '',
          Ticket: '{{ data.metadata.ticket }}',
        },
      },
    });
    expect(describeHere(FAILED).facts).toEqual([
      { name: 'Deployment', value: 'nginx-deployment (production)' },
      { name: 'Error', value: 'no such image' },
      { name: 'Current Image', value: 'nginx:1.26.0' },
      { name: 'New Image', value: 'nginx:1.27.0' },
      { name: 'Approved By', value: 'admin@example.com' },
      { name: 'Team', value: 'nobody' },
    ]);
  });

  it('has of each field the last template in the file that fits', async () => {
    const describeHere = await describingWith({
      '*': { title: 'any title', text: 'any text', facts: { Team: 'any', Shift: 'any' } },
      'update_*': { title: 'update title', facts: { Team: 'update' } },
      update_failed: { text: 'failed text', facts: { Room: 'failed' } },
    });
    const { title, text, facts } = describeHere(FAILED);
    expect({ title, text, facts: facts.slice(-3) }).toEqual({
      title: 'update title',
      text: 'failed text',
      facts: [
        { name: 'Team', value: 'update' },
        { name: 'Shift', value: 'any' },
        { name: 'Room', value: 'failed' },
      ],
    });
    expect(describeHere(eventOf('rollback_failed'))).toMatchObject({ title: 'any title', text: 'any text' });
  });

  it('may be worded from everything the event has, and from its default words', async () => {
    const text = [
      '{{ id }} {{ kind }} {{ time }} {{ source }} {{ severity }}',
      '{{ workload.kind }} {{ workload.namespace }}/{{ workload.name }}',
      '{{ data.metadata.team }} {{ data.requiresApproval }} {{ data["policy"] }}',
      '{{ emoji }} {{ title }} | {{ summary }}',
      '{% for fact in facts %}{{ fact.name }}={{ fact.value }};{% endfor %}',
      '{{ links | map: "url" | join }}',
    ].join('\n');
    const describeHere = await describingWith({ '*': { title: 'New', text } });
    const event = eventOf('update_request_created', { data: { metadata: { team: 'web' } } });
    const plain = describeEvent(event);
    expect(describeHere(event).text?.split('\n')).toEqual([
      'nginx-update_request_created update_request_created 2025-11-06T10:30:00Z api info',
      'Deployment production/nginx-deployment',
      'web true minor',
      `🔔 New Update Request | ${plain.summary}`,
      plain.facts.map(({ name, value }) => `${name}=${value};`).join(''),
      plain.links.map(({ url }) => url).join(' '),
    ]);
  });

  it('sees nothing that an object only inherits', async () => {
    const text = '{{ data.metadata.constructor }}{{ data.metadata.toString }}{{ data.metadata.__proto__ }}';
    const describeHere = await describingWith({ '*': { text } });
    expect(describeHere(eventOf('update_failed', { data: { metadata: {} } })).text).toBeUndefined();
  });

  it('leaves the event as it is, and no trace in the next', async () => {
    const describeHere = await describingWith({
      '*': { title: '{% assign kind = "x" %}{{ kind }} {% increment id %}', text: '{{ kind }} {{ id }}' },
    });
    const event = Object.freeze({ ...FAILED, data: Object.freeze({ ...FAILED.data }) });
    for (const _ of [1, 2]) {
      expect(describeHere(event)).toMatchObject({ title: 'x 0', text: 'update_failed nginx-update_failed' });
    }
  });

  it('is of bounded length, whole characters, and without control characters', async () => {
    const log = recordedLog();
    const describeHere = await describingWith(
      {
        '*': {
          title: '{{ data.errorMessage }} {{ data.metadata | json }}',
          text: '{{ title }}{{ data.errorMessage }}{{ data.errorMessage }}',
          facts: {
            Reason: '{{ data.rejectionReason }}{{ data.errorMessage }}',
            All: '{{ facts | map: "value" | join }}',
          },
        },
      },
      log,
    );
    fc.assert(
      fc.property(anyEvent, (event) => {
        const { title, text, summary, facts } = describeHere(event);
        const given = facts.filter(({ name }) => name === 'Reason' || name === 'All').map(({ value }) => value);
        for (const each of [title, ...(text === undefined ? [] : [text]), summary, ...given]) {
          expect(each.length).toBeLessThanOrEqual(16_384);
          expect(each.trim()).not.toBe('');
          expect(each).not.toMatch(/\p{Surrogate}|[^\P{Cc}\n\t]/u);
        }
        expect(title).not.toContain('\n');
      }),
    );
    // What is cut is no failure; only metadata of more than the memory limit is.
    for (const { fields } of log.lines) expect(fields).toMatchObject({ field: 'title' });
  });
});

describe('a template that fails', () => {
  const BROKEN = '{{ data.errorMessage | base64_decode }}';

  it('leaves the default of its field in place, and every other template its effect', async () => {
    const describeHere = await describingWith({
      '*': { title: BROKEN, text: 'Look: {{ data.newImage }}', facts: { Error: BROKEN, New: BROKEN, Team: 'web' } },
    });
    expect(describeHere(FAILED)).toEqual({
      ...describeEvent(FAILED),
      text: 'Look: nginx:1.27.0',
      summary: 'Update Failed: Look: nginx:1.27.0',
      facts: [...describeEvent(FAILED).facts, { name: 'Team', value: 'web' }],
    });
  });

  it('is told in the log with field, kind and reason, and without values of the event', async () => {
    const log = recordedLog();
    const describeHere = await describingWith({ '*': { facts: { Error: BROKEN } } }, log);
    describeHere(FAILED);
    expect(log.lines).toEqual([
      {
        level: 'warn',
        message: 'a template failed; the default stands in its place',
        fields: {
          kind: 'update_failed',
          field: 'facts.Error',
          reason: `AssertionError in \`${BROKEN}\``,
          failures: 1,
        },
      },
    ]);
  });

  it('is told without the value that LiquidJS would quote', async () => {
    const log = recordedLog();
    const describeHere = await describingWith(
      { '*': { text: '{{ facts | where_exp: "x", data.errorMessage }}' } },
      log,
    );
    describeHere(eventOf('update_failed', { data: { errorMessage: 'x | private' } }));
    expect(log.lines).toHaveLength(1);
    expect(JSON.stringify(log.lines)).not.toContain('private');
  });

  it('is told at the first failure of each kind, the 10th, the 100th and so on', async () => {
    const log = recordedLog();
    const describeHere = await describingWith({ '*': { title: BROKEN } }, log);
    for (let count = 0; count < 250; count += 1) describeHere(FAILED);
    describeHere(eventOf('rollback_failed', { data: { errorMessage: '!' } }));
    expect(log.lines.map(({ fields }) => [fields?.kind, fields?.failures])).toEqual([
      ['update_failed', 1],
      ['update_failed', 10],
      ['update_failed', 100],
      ['rollback_failed', 1],
    ]);
  });

  const DOUBLING = '{% assign s = title %}{% for i in (1..40) %}';

  /** Some millions of rounds. */
  const SLOW = `${'{% for fact in facts %}'.repeat(9)}x${'{% endfor %}'.repeat(9)}`;

  it.each([
    ['loops over loops', SLOW, 'it took longer than 50 ms'],
    ['loops over loops of nothing', SLOW.replace('x', ''), 'it took longer than 50 ms'],
    ['counts far', '{% for i in (1..999999999) %}x{% endfor %}', TOO_LARGE],
    ['doubles a text', `${DOUBLING}{% assign s = s | append: s %}{% endfor %}{{ s }}`, TOO_LARGE],
    ['doubles a capture', `${DOUBLING}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}`, TOO_LARGE],
    ['writes a lot', '{% for i in (1..200) %}{{ data.rejectionReason }}{% endfor %}', TOO_LARGE],
    ['pads a date', '{{ time | date: "%999999999d" }}', TOO_LARGE],
  ])('because it %s is ended, and leaves the others their effect', async (_, title, reason) => {
    const log = recordedLog();
    const describeHere = await describingWith({ '*': { title, text: 'x' } }, log);
    const event = eventOf('update_rejected', { data: { rejectionReason: 'because '.repeat(1_000) } });
    expect(describeHere(event)).toMatchObject({ title: 'Update Rejected', text: 'x' });
    expect(log.lines.map(({ fields }) => fields)).toEqual([
      { kind: 'update_rejected', field: 'title', reason, failures: 1 },
    ]);
  });

  it('because it takes too long is given up for its kind of event at the 10th time, and the log says so', async () => {
    const log = recordedLog();
    const title = `{% if data.metadata.slow %}${SLOW}{% else %}quick{% endif %}`;
    const describeHere = await describingWith({ '*': { title } }, log);
    const slow = eventOf('update_failed', { data: { metadata: { slow: 'yes' } } });
    for (let count = 0; count < 9; count += 1) describeHere(slow);
    expect(describeHere(FAILED).title).toBe('quick');
    for (let count = 0; count < 10; count += 1) describeHere(slow);
    expect(describeHere(FAILED).title).toBe('Update Failed');
    expect(describeHere(eventOf('rollback_failed')).title).toBe('quick');
    expect(log.lines.map(({ message, fields }) => [message, fields?.failures])).toEqual([
      ['a template failed; the default stands in its place', 1],
      ['a template failed; the default stands in its place', 10],
      ['a template took too long too often; the default stands in its place until a restart', 19],
    ]);
  });
});
