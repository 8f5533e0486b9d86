import { eventOf } from '@headwind/plugin-testkit/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../src/log/redactor.js';
import { describingWith, problemsOf } from './templates.js';

const VARIABLES = 'one of id, kind, time, source, workload, data, severity, title, emoji, summary, facts, links';

describe('a mistake in a template', () => {
  it.each([
    ['{{ wrokload.name }}', `found the variable \`wrokload.name\`, expected ${VARIABLES}; did you mean \`workload\`?`],
    ['{{ xylophone }}', `found the variable \`xylophone\`, expected ${VARIABLES}`],
    [
      '{{ data.errMessage }}',
      'found the variable `data.errMessage`, expected a field of `data`: currentImage, newImage,',
    ],
    ['{{ data.errMessage }}', 'errorMessage, metadata; did you mean `errorMessage`?'],
    ['{{ data["errMessage"] }}', 'did you mean `errorMessage`?'],
    ['{{ workload.labels.team }}', 'expected a field of `workload`: namespace, name, kind'],
    ['{{ kind.label }}', 'found the variable `kind.label`, expected `kind` itself, a text, or its size'],
    ['{{ facts.Team }}', 'expected an item of the list `facts` by its number, or first, last, size'],
    ['{{ facts[0].nmae }}', 'expected a field of `facts[0]`: name, value; did you mean `name`?'],
    ['{{ links.first.href }}', 'expected a field of `links.first`: text, url'],
    ['{% if dta.policy %}x{% endif %}', 'did you mean `data`?'],
    ['{% for fact in fatcs %}x{% endfor %}', 'did you mean `facts`?'],
    ['{{ title | append: sumary }}', 'did you mean `summary`?'],
    ['{{ title | upcas }}', 'found the filter `upcas`, expected a filter of LiquidJS'],
    ['{{ title | upcas }}', 'did you mean `upcase`?'],
    ['{% fi title %}', 'found the tag `fi`, expected one of assign, for,'],
    ['{% fi title %}', 'did you mean `if`?'],
    ['{% endif %}', 'found the tag `endif`, expected the tag that it belongs to before it'],
    [
      '{% if title %}',
      'found a template that is not Liquid: tag {% if title %} not closed (line 1, column 1 of the template)',
    ],
    [
      'a\n{{ title',
      'output "{{ title" not closed (line 2, column 1 of the template), expected a text with {{ variables }}',
    ],
    ['{{ | upcase }}', 'found a template that is not Liquid'],
    ['{{ title | | upcase }}', 'expected filter name'],
    ['x'.repeat(16_385), 'found a template of 16385 characters, expected up to 16384'],
  ])('is told for %j', async (title, told) => {
    const [problem, ...others] = await problemsOf({ update_failed: { title } });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'CONFIG_INVALID',
      path: ['plugins', 'oncall', 'templates', 'update_failed', 'title'],
      position: { line: 5 },
    });
    expect(problem?.message).toMatch(/^`plugins\.oncall\.templates\.update_failed\.title`: found /);
    expect(problem?.message).toContain(told);
    expect(problem?.message).not.toContain('\n');
  });

  it.each(['include', 'render', 'layout', 'block'])('is %s, a tag that would read files', async (tag) => {
    const [problem] = await problemsOf({ '*': { text: `{% ${tag} "/etc/passwd" %}` } });
    expect(problem?.message).toContain(`found the tag \`${tag}\`, which is left out because it reads files`);
  });

  it('is told for every variable of a template once, and for every template', async () => {
    const told = await problemsOf({
      '*': { title: '{{ nmae }} {{ nmae }} {{ worklod }}', facts: { Team: '{{ tema }}', Kind: '{{ kind }}' } },
      'rollback_*': { text: '{% if %}' },
    });
    expect(told.map(({ path }) => path.slice(3))).toEqual([
      ['*', 'title'],
      ['*', 'title'],
      ['*', 'facts', 'Team'],
      ['rollback_*', 'text'],
    ]);
  });

  it('is told without the template where that holds a secret', async () => {
    const redactor = new Redactor();
    redactor.add('hunter2 hunter3');
    const [problem] = await problemsOf({ '*': { title: 'at {{ hunter2 hunter3 }}' } }, redactor);
    expect(problem?.message).toContain('found a mistake that is not shown, for the template holds a secret');
    expect(problem?.message).not.toMatch(/hunter/);
  });
});

describe('a template without mistakes', () => {
  it.each([
    '',
    'Nothing {but} text }} %}',
    '{{ id }} {{ kind }} {{ time }} {{ source }} {{ severity }} {{ title }} {{ emoji }} {{ summary }}',
    '{{ workload.namespace }}/{{ workload.name }} {{ workload.kind | default: "Deployment" }}',
    '{{ data.metadata.team }} {{ data.metadata["acme.io/on call"] }} {{ data.metadata.a.size }}',
    '{{ data[kind] }} {{ title.size }}',
    '{{ facts[0].name }} {{ facts.first.value }} {{ facts.size }} {{ links.last.url }}',
    '{% assign who = data.approvedBy | default: "nobody" %}{{ who }}',
    '{% for fact in facts limit: 2 %}{{ fact.name }} {{ forloop.index }}{% endfor %}',
    '{% for fact in facts limit: 1 %}x{% endfor %}{% for fact in facts offset: continue %}y{% endfor %}',
    '{% capture line %}{{ title }}{% endcapture %}{{ line }}{% increment count %}{{ count }}',
    '{{ time | date: "%H:%M", "UTC" }} {{ facts | map: "name" | join: ", " }}',
  ])('is taken: %j', async (title) => {
    expect(await problemsOf({ '*': { title } })).toEqual([]);
  });
});

describe('any text at all', () => {
  it('is taken for a template that words events, or is a problem, and throws nothing', async () => {
    const pieces = [
      '{{',
      '}}',
      '{%',
      '%}',
      '{%-',
      ' if ',
      ' endif ',
      'for x in facts',
      ' endfor ',
      'capture',
      'liquid',
    ];
    const others = [
      'title',
      'data.',
      '|',
      ':',
      ' ',
      '\n',
      '"',
      "'",
      '[',
      ']',
      '(1..9)',
      'raw',
      'case',
      'when',
      '==',
      ',',
    ];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...pieces, ...others), fc.string({ unit: 'binary', maxLength: 4 })), {
        maxLength: 20,
      })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, async (title) => {
        const problems = await problemsOf({ '*': { title } });
        if (problems.length === 0) {
          const { title: worded } = (await describingWith({ '*': { title } }))(eventOf('update_failed'));
          expect(worded).toMatch(/^\S(.*\S)?$/);
        }
        for (const { message } of problems) {
          expect(message).toMatch(/: found .+, expected /);
          expect(message).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});
