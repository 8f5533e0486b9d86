import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EVENT_KINDS } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { isMapping } from '../../src/config/mapping.js';
import * as limits from '../../src/templates/limits.js';
import { ALL_VARIABLES, type Shape } from '../../src/templates/template-variables.js';
import { HEAD, loadText, right } from '../config/config-folder.js';
import { recordedLog } from '../plugins/recorded-log.js';
import { describingWith } from './templates.js';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../../../docs/how-to/templates.md'), 'utf8');

const EXAMPLES = [...PAGE.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml);

/** Names of variables: `id`, `workload.name`, and lists and open mappings by their own name. */
function names(shape: Shape, name = ''): string[] {
  if (shape.type !== 'fields') return [name];
  return Object.entries(shape.fields).flatMap(([key, each]) => names(each, name === '' ? key : `${name}.${key}`));
}

describe('the page about templates', () => {
  it.each(EXAMPLES)('shows templates that work for every kind of event: %#', async (yaml) => {
    const text = `${HEAD}${yaml.replace(HEAD, '').replaceAll(/\$\{file:[^}]*\}/g, 'https://example.com/')}`;
    const log = recordedLog();
    for (const { templates = {} } of right(await loadText(text)).plugins) {
      const describeHere = await describingWith(templates, log);
      for (const kind of EVENT_KINDS) expect(describeHere(eventOf(kind)).title).not.toBe('');
    }
    expect(log.lines).toEqual([]);
  });

  it('has an example for each of its recipes', () => {
    expect(EXAMPLES).toHaveLength([...PAGE.matchAll(/^### /gm)].length + 1);
  });

  it('lists every variable', () => {
    const [, table = ''] = PAGE.split('\n## Variables\n');
    const listed = [...table.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, cell = '']) => cell.split(', '));
    expect(listed.map((name) => name.replaceAll('`', ''))).toEqual(expect.arrayContaining(names(ALL_VARIABLES)));
  });

  it('names every limit', () => {
    for (const limit of Object.values(limits)) expect(PAGE).toContain(limit.toLocaleString('en'));
  });

  it('shows the words of the log', async () => {
    const [, shown = '{}'] = /```json\n(.*?)\n```/.exec(PAGE) ?? [];
    const line: unknown = JSON.parse(shown);
    const log = recordedLog();
    const slow = `${'{% for fact in facts %}'.repeat(9)}x${'{% endfor %}'.repeat(9)}`;
    (await describingWith({ '*': { text: slow } }, log))(eventOf('update_failed'));
    expect(isMapping(line)).toBe(true);
    expect(line).toMatchObject({ msg: log.lines[0]?.message, ...log.lines[0]?.fields });
  });
});
