import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY, repositoryFiles } from '../house/repository.js';
import { Editor } from './language-server.js';

const SCHEMA = join(REPOSITORY, 'config/headwind.schema.json');
const COMMAND = join(REPOSITORY, 'core/host/bin/headwind-notify.js');
const FIRST_LINE = '# yaml-language-server: $schema=./headwind.schema.json\n';

const committed = await readFile(SCHEMA, 'utf8');
const examples = await repositoryFiles((path) => /^config\/[^/]+\.yaml$/.test(path));

describe('config/headwind.schema.json', () => {
  it('is fresh', async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [COMMAND, 'schema', '--bundled']);
    expect(stderr).toBe('');
    expect(stdout === committed, 'config/headwind.schema.json is stale; `npm run schemas` writes it').toBe(true);
  });

  it('knows every plugin of this project', async () => {
    const manifests = await repositoryFiles((path) => /^plugins\/[^/]+\/package\.json$/.test(path));
    const names = manifests.map(({ text }) => `${JSON.parse(text).headwind.name}.config`);
    expect(Object.keys(JSON.parse(committed).definitions).toSorted()).toEqual([...names, 'reference'].toSorted());
  });
});

describe('an example configuration', () => {
  const check = new Ajv({ allErrors: true, validateFormats: false, allowUnionTypes: true }).compile(
    JSON.parse(committed),
  );

  it('is there', () => {
    expect(examples.length).toBeGreaterThan(3);
  });

  it.each(examples)('names the schema in its first line, and is right by it: $path', ({ text }) => {
    expect(text.slice(0, FIRST_LINE.length)).toBe(FIRST_LINE);
    check(parse(text));
    expect(check.errors ?? []).toEqual([]);
  });
});

describe('the YAML language server', () => {
  const editor = new Editor();
  const url = pathToFileURL(join(REPOSITORY, 'config/headwind.yaml'));
  const head = `${FIRST_LINE}apiVersion: headwind.sh/v1\n`;

  it.each(examples)('marks nothing in what is right: $path', async ({ path, text }) => {
    expect(await editor.marks(pathToFileURL(join(REPOSITORY, path)), text)).toEqual([]);
  });

  it.each([
    ['an unknown section', 'sever: {}', 'Property sever is not allowed.'],
    ['a word that is none of several', 'log: { level: inof }', 'Value is not accepted. Valid values: "trace"'],
    ['a duration without unit', 'queue: { retention: 72 }', 'Incorrect type.'],
    ['a duration in other words', 'queue: { retention: 72 hours }', 'String does not match the pattern'],
    ['a number from a variable', `queue: { maxPending: "\${env:NUMBER}" }`, 'Incorrect type.'],
    ['a kind of event', 'plugins: { a: { use: log, when: { events: [update_faild] } } }', 'Value is not accepted.'],
    [
      "a plugin's own key",
      'plugins: { a: { use: console, config: { fromat: json } } }',
      'Property fromat is not allowed.',
    ],
    ["a plugin's own word", 'plugins: { a: { use: console, config: { format: jsn } } }', 'Value is not accepted.'],
    ['what a plugin needs', 'plugins: { a: { use: teams, config: {} } }', 'Missing property "webhookUrl".'],
  ])('marks %s', async (_, text, message) => {
    const marks = await editor.marks(url, `${head}${text}\n`);
    expect(marks).toEqual([expect.stringContaining(`3: ${message}`)]);
  });

  it('marks neither references, nor sections without a value, nor plugins that it does not know', async () => {
    const text = `${head}server:
queue:
  retention: "\${env:RETENTION}"
log: { level: "\${file:/run/level}" }
plugins:
  a: { use: "@acme/pager", config: { anything: [1] } }
  b: { use: console, config: { format: "\${env:FORMAT}" } }
  c: { use: pagerduty, config: { routingKey: "\${env:KEY}" } }
`;
    expect(await editor.marks(url, text)).toEqual([]);
  });

  it("explains the host's keys and those of plugins", async () => {
    const text = `${head}queue: { retention: 72h }\nplugins: { a: { use: slack, config: { broadcast: error } } }\n`;
    expect(await editor.hover(url, text, 'retention')).toContain('Delivered deliveries are kept this long.');
    expect(await editor.hover(url, text, 'broadcast')).toContain('Replies in a thread this severe or more');
  });

  it('offers keys, plugins, words and kinds of event', async () => {
    const instance = `${head}plugins:\n  a:\n    use: `;
    expect(await editor.offers(url, head)).toEqual(expect.arrayContaining(['server', 'queue', 'plugins']));
    expect(await editor.offers(url, instance)).toEqual(expect.arrayContaining(['console', 'slack', 'webhook']));
    expect(await editor.offers(url, `${head}log:\n  level: `)).toContain('debug');
    const config = `${instance}slack\n    config:\n      `;
    expect(await editor.offers(url, config)).toEqual(expect.arrayContaining(['webhookUrl', 'broadcast']));
    expect(await editor.offers(url, config)).not.toContain('routingKey');
    const events = `${instance}slack\n    when:\n      events:\n        - `;
    expect(await editor.offers(url, events)).toEqual(expect.arrayContaining(['update_failed', 'rollback_*']));
  });
});
