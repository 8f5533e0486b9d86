import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { valueAt } from '../../src/config/mapping.js';
import { parseYaml } from '../../src/config/yaml-file.js';
import { configFolder, HEAD, loadText, told } from './config-folder.js';
import { schemaKeys } from './schema-keys.js';

const inPlugin = (text: string) => `plugins:\n  a:\n    use: webhook\n${text.replaceAll(/^/gm, '    ')}\n`;

describe('a mistake in the file', () => {
  it.each([
    ['no version', 'log: {}\n', '`apiVersion`: missing; expected headwind.sh/v1'],
    ['a wrong version', 'apiVersion: v1\n', '`apiVersion`: found "v1", expected headwind.sh/v1'],
    ['a list for the whole', '- a\n', 'found a list, expected a mapping with keys such as apiVersion, server, queue'],
    ['an unknown section', `${HEAD}sever: {}\n`, 'unknown key `sever`; did you mean `server`?'],
    [
      'a section that is a word',
      `${HEAD}log: debug\n`,
      '`log`: found "debug", expected a mapping with keys such as level',
    ],
    [
      'a level',
      `${HEAD}log: { level: inof }\n`,
      '`log.level`: found "inof", expected one of trace, debug, info, warn, error',
    ],
    ['a level that is nearly right', `${HEAD}log: { level: warm }\n`, 'did you mean `warn`?'],
    [
      'a level of no instance',
      `${HEAD}log: { levels: { oncal: debug } }\n${inPlugin('').replace('a:', 'oncall:')}`,
      '`log.levels.oncal`: there is no instance `oncal` under `plugins`; did you mean `oncall`?',
    ],
    [
      'a level of an instance that is nearly right',
      `${HEAD}log: { levels: { a: warm } }\n${inPlugin('')}`,
      '`log.levels.a`: found "warm", expected one of trace, debug, info, warn, error; did you mean `warn`?',
    ],
    [
      'a level under a name that no instance can have',
      `${HEAD}log: { levels: { A: warn } }\n`,
      '`log.levels.A`: expected a name of 1 to 63 lower-case letters',
    ],
    [
      'a role that is nearly right',
      `${HEAD}server: { tokens: [{ token: hunter2, role: operator }] }\n`,
      '`server.tokens[0].role`: found "operator", expected one of publish, read, operate; did you mean `operate`?',
    ],
    [
      'a role without a token',
      `${HEAD}server: { tokens: [{ role: read }] }\n`,
      '`server.tokens[0].token`: missing; expected a token of visible ASCII characters',
    ],
    [
      'an unknown key beside a token',
      `${HEAD}server: { tokens: [{ token: hunter2, rol: read }] }\n`,
      'unknown key `rol` in `server.tokens[0]`; did you mean `role`?',
    ],
    [
      'a number for a token',
      `${HEAD}server: { tokens: [12345] }\n`,
      '`server.tokens[0]`: found a value that is not shown, expected a token, or a mapping with the keys token and role',
    ],
    [
      'an empty secret of the operator',
      `${HEAD}server: { headwind: { secrets: [""] } }\n`,
      '`server.headwind.secrets[0]`: found a value that is not shown, expected a secret: a text that is not empty',
    ],
    [
      'a number for a secret of the operator',
      `${HEAD}server: { headwind: { secrets: [12345] } }\n`,
      '`server.headwind.secrets[0]`: found a value that is not shown, expected a secret',
    ],
    [
      'a secret of the operator in place of a list',
      `${HEAD}server: { headwind: { secrets: hunter2 } }\n`,
      '`server.headwind.secrets`: found a value that is not shown, expected a list of secrets',
    ],
    [
      'a secret of the operator under a wrong key',
      `${HEAD}server: { headwind: { secret: hunter2 } }\n`,
      'unknown key `secret` in `server.headwind`; did you mean `secrets`?',
    ],
    [
      'a scheme that is nearly right',
      `${HEAD}server: { headwind: { scheme: hmca } }\n`,
      '`server.headwind.scheme`: found "hmca", expected one of hmac, legacy; did you mean `hmac`?',
    ],
    ['an address', `${HEAD}server: { listen: 8080 }\n`, '`server.listen`: found 8080, expected an address and a port'],
    ['a size', `${HEAD}server: { bodyLimit: 1MB }\n`, '`server.bodyLimit`: found "1MB", expected a size'],
    ['no size', `${HEAD}server: { bodyLimit: 0 }\n`, '`server.bodyLimit`: found 0, expected a size'],
    [
      'a permission in words',
      `${HEAD}server: { allowUnauthenticated: "yes" }\n`,
      'found "yes", expected true or false',
    ],
    [
      'a duration without unit',
      `${HEAD}queue: { retention: 72 }\n`,
      '`queue.retention`: found 72, expected a duration',
    ],
    ['a fraction', `${HEAD}queue: { maxPending: 1.5 }\n`, '`queue.maxPending`: found 1.5, expected a whole number'],
    [
      'the wrong queue',
      `${HEAD}queue: { type: sqllite }\n`,
      '`queue.type`: found "sqllite", expected one of sqlite, nats; did you mean `sqlite`?',
    ],
    [
      'an address rule',
      `${HEAD}network: { deny: [10.0.0.0/33] }\n`,
      '`network.deny[0]`: found "10.0.0.0/33", expected an IP address',
    ],
    [
      'plugins as a list',
      `${HEAD}plugins: [a]\n`,
      '`plugins`: found a list, expected a mapping of instance names to plugins',
    ],
    ['a name', `${HEAD}plugins: { Bad_Name: { use: console } }\n`, '`plugins.Bad_Name`: expected a name of 1 to 63'],
    ['no plugin', `${HEAD}plugins: { a: {} }\n`, '`plugins.a.use`: missing; expected a plugin'],
    ['a plugin in capitals', `${HEAD}plugins: { a: { use: Slack } }\n`, 'did you mean `slack`?'],
    ['a kind of event', `${HEAD}${inPlugin('when: { events: [update_faild] }')}`, 'did you mean `update_failed`?'],
    [
      'a pattern for none',
      `${HEAD}${inPlugin('when: { events: ["deploy_*"] }')}`,
      'found "deploy_*", expected a kind of event',
    ],
    [
      'no pattern',
      `${HEAD}${inPlugin('when: { namespaces: [] }')}`,
      '`plugins.a.when.namespaces`: found a list, expected a list of namespaces',
    ],
    [
      'a word for a list',
      `${HEAD}${inPlugin('when: { kinds: Deployment }')}`,
      '`plugins.a.when.kinds`: found "Deployment", expected a list',
    ],
    ['a severity', `${HEAD}${inPlugin('when: { minSeverity: warnin }')}`, 'did you mean `warning`?'],
    [
      'templates as a text',
      `${HEAD}${inPlugin('templates: failed')}`,
      '`plugins.a.templates`: found "failed", expected a mapping of kinds of event to their templates',
    ],
    [
      'templates for a kind that is nearly right',
      `${HEAD}${inPlugin('templates: { update_faild: { title: x } }')}`,
      'update_failed, rollback_triggered, rollback_completed, rollback_failed; did you mean `update_failed`?',
    ],
    [
      'templates for a pattern that is nearly right',
      `${HEAD}${inPlugin('templates: { "rolback_*": { title: x } }')}`,
      '`plugins.a.templates["rolback_*"]`: expected a kind of event or a pattern with * that matches one',
    ],
    [
      'templates for no kind',
      `${HEAD}${inPlugin('templates: { "deploy_*": { title: x } }')}`,
      '`plugins.a.templates["deploy_*"]`: expected a kind of event',
    ],
    [
      'a template for a kind as a whole',
      `${HEAD}${inPlugin('templates: { "*": failed }')}`,
      '`plugins.a.templates["*"]`: found "failed", expected a mapping with keys such as title, text, facts',
    ],
    [
      'a template that is no text',
      `${HEAD}${inPlugin('templates: { "*": { title: 5 } }')}`,
      '`plugins.a.templates["*"].title`: found 5, expected a template',
    ],
    [
      'facts as a list',
      `${HEAD}${inPlugin('templates: { "*": { facts: [Team] } }')}`,
      '`plugins.a.templates["*"].facts`: found a list, expected a mapping of names of facts to templates',
    ],
    [
      'no time',
      `${HEAD}${inPlugin('timeout: 0s')}`,
      '`plugins.a.timeout`: found "0s", expected a duration from 1ms to 24h',
    ],
    [
      'a time beyond timers',
      `${HEAD}${inPlugin('timeout: 30d')}`,
      '`plugins.a.timeout`: found "30d", expected a duration from 1ms to 24h',
    ],
    [
      'a back-off that shrinks',
      `${HEAD}${inPlugin('retry: { min: 10m }')}`,
      'expected `min` to be no longer than `max`',
    ],
    [
      'no lane',
      `${HEAD}${inPlugin('concurrency: 0')}`,
      '`plugins.a.concurrency`: found 0, expected a whole number from 1 to 1000',
    ],
    [
      'no rate',
      `${HEAD}${inPlugin('rateLimit: { perSecond: 0 }')}`,
      '`plugins.a.rateLimit.perSecond`: found 0, expected a number above 0',
    ],
    [
      'half a rate',
      `${HEAD}${inPlugin('rateLimit: { burst: 2 }')}`,
      '`plugins.a.rateLimit.perSecond`: missing; expected a number',
    ],
  ])('is told for %s', async (_name, text, message) => {
    const loaded = await loadText(text);
    expect(loaded.config).toBeUndefined();
    expect(loaded.problems).toHaveLength(1);
    expect(told(loaded)[0]).toMatch(/^\d+:\d+ CONFIG_INVALID /);
    expect(told(loaded)[0]).toContain(message);
  });

  it('is told for a kind of template at its key', async () => {
    const text = `${HEAD}plugins:\n  a:\n    use: console\n    templates:\n      update_faild:\n        title: x\n`;
    expect(told(await loadText(text))).toEqual([
      expect.stringMatching(/^6:7 CONFIG_INVALID .*did you mean `update_failed`\?$/),
    ]);
  });

  it('is told for a token without the token', async () => {
    const [problem, ...others] = told(await loadText(`${HEAD}server:\n  tokens: [fine-token, "hunter2 hunter2"]\n`));
    expect(problem).toMatch(
      /^3:24 CONFIG_INVALID `server.tokens\[1\]`: found a value that is not shown, expected a token/,
    );
    expect(problem).not.toContain('hunter2');
    expect(others).toEqual([]);
  });

  it('is told beside a duplicate key, so that both can be corrected at once', async () => {
    expect(told(await loadText(`${HEAD}log:\n  levl: info\nserver: {}\nserver: {}\n`))).toEqual([
      '3:3 CONFIG_INVALID unknown key `levl` in `log`; did you mean `level`?',
      '5:1 CONFIG_SYNTAX duplicate key `server`; it stands in line 4 already',
    ]);
  });
});

/** Together they have every key there is; no file alone can. */
const EVERY_KEY = ['every-key.yaml', 'every-key-of-nats.yaml', 'token-of-nats.yaml', 'credentials-of-nats.yaml'].map(
  (name) => readFileSync(resolve(import.meta.dirname, '../fixtures/config', name), 'utf8'),
);

it('every key there is stands in a file that is right', async () => {
  const trees = EVERY_KEY.map((text) => parseYaml('headwind.yaml', text).tree);
  const missing = schemaKeys().filter(({ name }) => {
    const written = name.replace('<name>', 'oncall').replace('<kind>', 'update_failed').replace('<fact>', 'Team');
    return trees.every((tree) => valueAt(tree, written.split('.')) === undefined);
  });
  expect(missing).toEqual([]);
  for (const text of EVERY_KEY) expect(told(await loadText(text))).toEqual([]);
});

describe.each(EVERY_KEY)('a misspelt key in %#', (text) => {
  const lines = text.split('\n');
  const keys = lines.flatMap((line, index) => {
    const [, indent = '', key = ''] = /^( *)([A-Za-z]+):/.exec(line) ?? [];
    return key === '' || key === 'oncall' ? [] : [{ index, indent, key }];
  });

  it('is reported at its line, whichever key and letter it is', async () => {
    const cwd = await configFolder();
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), fc.nat(), letter, async ({ index, indent, key }, at, inserted) => {
        const place = at % (key.length + 1);
        const misspelt = `${key.slice(0, place)}${inserted}${key.slice(place)}`;
        // `level` with an `s` is `levels`.
        fc.pre(keys.every((other) => other.key !== misspelt));
        const wrong = lines.with(index, (lines[index] ?? '').replace(`${key}:`, `${misspelt}:`));
        await writeFile(join(cwd, 'headwind.yaml'), wrong.join('\n'));
        const unknown = told(await loadConfig({ env: {}, cwd })).filter((problem) => problem.includes('unknown key'));
        expect(unknown).toEqual([
          expect.stringMatching(
            `^${index + 1}:${indent.length + 1} CONFIG_INVALID unknown key \`${misspelt}\`.*did you mean`,
          ),
        ]);
      }),
      { numRuns: 200 },
    );
  });
});
