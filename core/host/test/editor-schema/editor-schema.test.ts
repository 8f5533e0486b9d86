import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isMapping } from '../../src/config/mapping.js';
import { OWN_PLUGINS } from '../../src/config/plugin-schema.js';
import { type EditorPlugins, editorPlugins } from '../../src/editor-schema/editor-plugins.js';
import { editorSchema } from '../../src/editor-schema/editor-schema.js';
import { installedPlugins } from '../../src/editor-schema/installed-plugins.js';
import { checkHost } from '../../src/host.js';
import { configFolder, HEAD } from '../config/config-folder.js';
import { anyConfig } from './any-config.js';
import { validator } from './validator.js';

const EVERY_KEY = readFileSync(resolve(import.meta.dirname, '../fixtures/config/every-key.yaml'), 'utf8');
const here = { configFolder: import.meta.dirname, workingFolder: import.meta.dirname };

let found: EditorPlugins;
let check: (value: unknown) => string[];

beforeAll(async () => {
  found = await editorPlugins(await installedPlugins(here), here);
  check = validator(editorSchema(found.plugins));
});

describe('the schema for editors', () => {
  it('knows every plugin of this project', () => {
    expect(found.notes).toEqual([]);
    const names = found.plugins.map(({ uses }) => uses[0]);
    expect(OWN_PLUGINS).toEqual(expect.arrayContaining(names));
    expect(names).toEqual(expect.arrayContaining(['console', 'slack', 'webhook']));
  });

  it('takes a file with every key there is', () => {
    const tree = parse(EVERY_KEY);
    expect(validator(editorSchema([]))(tree)).toEqual([]);
    expect(check(tree)).toEqual(["/plugins/oncall/config must have required property 'url'", expect.any(String)]);
  });

  it('takes whatever the host takes', async () => {
    const cwd = await configFolder();
    await fc.assert(
      fc.asyncProperty(anyConfig, async ({ tree, env }) => {
        await writeFile(join(cwd, 'headwind.yaml'), JSON.stringify(tree));
        const { problems } = await checkHost({ env, cwd });
        expect(problems).toEqual([]);
        expect(check(tree)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('explains every key', () => {
    expect(unexplained(editorSchema([]), '')).toEqual([]);
  });

  const inPlugin = (text: string) => `plugins: { a: { use: console, ${text} } }`;

  it.each([
    ['no version', 'log: {}', ''],
    ['a wrong version', 'log: {}', 'apiVersion: v1'],
    ['a section that is a word', 'log: debug'],
    ['a level', 'log: { level: inof }'],
    ['a level under a name that no instance can have', 'log: { levels: { A: warn } }'],
    ['a role', 'server: { tokens: [{ token: hunter2, role: operator }] }'],
    ['a role without a token', 'server: { tokens: [{ role: read }] }'],
    ['a token with a space', 'server: { tokens: ["a b"] }'],
    ['a secret of the operator in place of a list', 'server: { headwind: { secrets: hunter2 } }'],
    ['a port alone', 'server: { listen: 8080 }'],
    ['an address without a port', 'server: { listen: localhost }'],
    ['a size', 'server: { bodyLimit: 1MB }'],
    ['no size', 'server: { bodyLimit: 0 }'],
    ['a permission in words', 'server: { allowUnauthenticated: "yes" }'],
    ['a permission from a variable', `server: { allowUnauthenticated: "\${env:YES}" }`],
    ['a number from a variable', `queue: { maxPending: "\${env:NUMBER}" }`],
    ['a section from a variable', `queue: "\${env:QUEUE}"`],
    ['a reference that is none', `log: { level: "\${LEVEL}" }`],
    ['a duration without unit', 'queue: { retention: 72 }'],
    ['a duration in other words', 'queue: { retention: 72 hours }'],
    ['a fraction', 'queue: { maxPending: 1.5 }'],
    ['the wrong queue', 'queue: { type: sqllite }'],
    ['plugins as a list', 'plugins: [a]'],
    ['an instance without anything', 'plugins: { a: null }'],
    ['a name', 'plugins: { Bad_Name: { use: console } }'],
    ['no plugin', 'plugins: { a: {} }'],
    ['a plugin in capitals', 'plugins: { a: { use: Slack } }'],
    ['a kind of event', inPlugin('when: { events: [update_faild] }')],
    ['no pattern', inPlugin('when: { namespaces: [] }')],
    ['an empty item', inPlugin('when: { namespaces: [ null ] }')],
    ['a word for a list', inPlugin('when: { kinds: Deployment }')],
    ['a severity', inPlugin('when: { minSeverity: warnin }')],
    ['templates for a kind that is none', inPlugin('templates: { update_faild: { title: x } }')],
    ['a template for a kind as a whole', inPlugin('templates: { "*": failed }')],
    ['a template that is no text', inPlugin('templates: { "*": { title: 5 } }')],
    ['facts as a list', inPlugin('templates: { "*": { facts: [Team] } }')],
    ['no lane', inPlugin('concurrency: 0')],
    ['no rate', inPlugin('rateLimit: { perSecond: 0 }')],
    ['half a rate', inPlugin('rateLimit: { burst: 2 }')],
    ["a misspelt key of a plugin's own", inPlugin('config: { fromat: json }')],
    ["a wrong value of a plugin's own", inPlugin('config: { format: jsn }')],
    ['a plugin by its full name', 'plugins: { a: { use: "@headwind/plugin-console", config: { format: jsn } } }'],
    ['a plugin that needs its configuration', 'plugins: { a: { use: teams } }'],
    ['a plugin that needs more', 'plugins: { a: { use: teams, config: {} } }'],
    ['an empty configuration that is needed', 'plugins: { a: { use: teams, config: null } }'],
  ])('refuses %s, as the host does', async (_, text, head = HEAD) => {
    const yaml = `${head}\n${text}\n`;
    const cwd = await configFolder({ 'headwind.yaml': yaml });
    const env = { YES: 'true', NUMBER: '5', QUEUE: '{}', LEVEL: 'info' };
    expect((await checkHost({ env, cwd })).problems).not.toEqual([]);
    expect(check(parse(yaml))).not.toEqual([]);
  });

  it('refuses every key that is misspelt', () => {
    const lines = EVERY_KEY.split('\n');
    const keys = lines.flatMap((line, index) => {
      const key = /^ *([A-Za-z]+):/.exec(line)?.[1];
      return key === undefined || key === 'oncall' ? [] : [{ key, index }];
    });
    expect(keys.length).toBeGreaterThan(40);
    for (const { key, index } of keys) {
      const wrong = lines.with(index, (lines[index] ?? '').replace(key, `${key}x`));
      expect(check(parse(wrong.join('\n'))).join()).toContain('must NOT have additional properties');
    }
  });

  it.each(['unknown', '@acme/pager', './my-plugin', `\${env:PLUGIN}`])(
    'leaves the config of a plugin open that it does not know: %s',
    (use) => {
      const tree = { apiVersion: 'headwind.sh/v1', plugins: { a: { use, config: { anything: [1] } } } };
      expect(check(tree)).toEqual([]);
    },
  );
});

/** The keys that have no description. */
function unexplained(schema: unknown, path: string): string[] {
  if (!isMapping(schema)) return [];
  const { properties, additionalProperties } = schema;
  const named = Object.entries(isMapping(properties) ? properties : {});
  const keys = isMapping(additionalProperties) ? [...named, ['<name>', additionalProperties] as const] : named;
  return keys.flatMap(([key, value]) => {
    const place = `${path}.${key}`;
    const isExplained = isMapping(value) && typeof value.description === 'string' && value.description.length >= 10;
    return [...(isExplained ? [] : [place]), ...unexplained(value, place)];
  });
}
