import { describe, expect, it } from 'vitest';
import { violationsIn } from './arrows.js';
import { importsOf } from './imports.js';
import { isOfPackage } from './packages.js';
import { type RepositoryFile, repositoryFiles } from './repository.js';

describe('the house', () => {
  it('keeps its dependency arrows', async () => {
    const files = await repositoryFiles(isOfPackage);
    expect(violationsIn(files)).toEqual([]);
    const withImports = files.filter(({ path, text }) => path.includes('/src/') && importsOf(text).length > 0);
    expect(withImports.length).toBeGreaterThan(50);
  });
});

/** A house in small, with nothing wrong. */
const SMALL_HOUSE: Readonly<Record<string, string>> = {
  'core/plugin-api/package.json': manifest('plugin-api', {}),
  'core/plugin-api/src/event.ts': 'export const KINDS = [];\n',
  'core/plugin-testkit/package.json': manifest('plugin-testkit', { dependencies: ['@headwind/plugin-api'] }),
  'core/plugin-testkit/src/events.ts': "import type { HeadwindEvent } from '@headwind/plugin-api';\n",
  'core/plugin-loader/package.json': manifest('plugin-loader', {
    dependencies: ['@headwind/bus', '@headwind/plugin-api'],
  }),
  'core/bus/package.json': manifest('bus', { dependencies: ['@headwind/plugin-api', 'eventemitter3'] }),
  'core/bus/src/observers.ts': "import { EventEmitter } from 'eventemitter3';\n",
  'core/bus/src/bus.ts':
    "import {\n  A,\n  type B,\n} from '@headwind/plugin-api';\nimport { Observers } from './observers.js';\n",
  'core/queue-sqlite/package.json': manifest('queue-sqlite', { dependencies: ['@headwind/bus'] }),
  'core/queue-sqlite/src/queue.ts':
    "import { join } from 'node:path';\nimport type { Q } from '@headwind/bus/queue';\n",
  'core/host/package.json': manifest('host', {
    dependencies: [
      ...['@headwind/bus', '@headwind/plugin-testkit', '@headwind/queue-sqlite'],
      ...['inversify', 'reflect-metadata'],
    ],
  }),
  'core/plugin-di/package.json': manifest('plugin-di', {
    dependencies: ['@headwind/plugin-api', 'reflect-metadata'],
    peerDependencies: ['tsyringe'],
  }),
  'core/plugin-di/src/inject.ts': "import 'reflect-metadata';\nimport { inject } from 'tsyringe';\n",
  'core/host/bin/host.js': "#!/usr/bin/env node\nimport '../dist/cli.js';\n",
  'core/host/src/composition-root.ts': "import 'reflect-metadata';\nimport { Container } from 'inversify';\n",
  'core/host/src/cli.ts': "import { Bus } from '@headwind/bus';\nawait import('./composition-root.js');\n",
  'plugins/slack/package.json': manifest('plugin-slack', {
    dependencies: ['@headwind/plugin-api', 'zod'],
    devDependencies: ['@headwind/plugin-testkit'],
  }),
  'plugins/chat/package.json': manifest('plugin-chat', { dependencies: ['@headwind/plugin-di', 'tsyringe'] }),
  'plugins/chat/src/bot.ts': "import { LOG } from '@headwind/plugin-di';\nimport { container } from 'tsyringe';\n",
  'plugins/slack/src/plugin.ts': "import { z } from 'zod';\nexport { describe } from '@headwind/plugin-api';\n",
};

const SLACK = 'plugins/slack/src/plugin.ts';
const SLACK_MANIFEST = 'plugins/slack/package.json';

/** What is written over the small house, and what is then wrong with it. */
const WRONG: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  [
    'a plugin that needs the host',
    {
      [SLACK_MANIFEST]: manifest('plugin-slack', { dependencies: ['@headwind/host'] }),
      [SLACK]: "import { startHost } from '@headwind/host';\n",
    },
    [
      `${SLACK_MANIFEST}: needs @headwind/host; nothing may need the host`,
      `${SLACK}: needs @headwind/host; nothing may need the host`,
    ],
  ],
  [
    'a plugin that needs the bus',
    { [SLACK_MANIFEST]: manifest('plugin-slack', { peerDependencies: ['@headwind/bus'] }), [SLACK]: '' },
    [`${SLACK_MANIFEST}: needs @headwind/bus; plugins/slack may need core/plugin-api, core/plugin-di`],
  ],
  [
    'a plugin that needs another plugin',
    {
      'plugins/teams/package.json': manifest('plugin-teams', { dependencies: ['@headwind/plugin-slack'] }),
    },
    [
      'plugins/teams/package.json: needs @headwind/plugin-slack; plugins/teams may need core/plugin-api, core/plugin-di',
    ],
  ],
  [
    'a plugin that needs the test kit when it runs',
    { [SLACK_MANIFEST]: manifest('plugin-slack', { dependencies: ['@headwind/plugin-testkit'] }), [SLACK]: '' },
    [`${SLACK_MANIFEST}: needs @headwind/plugin-testkit outside of its tests`],
  ],
  [
    'a module that imports the test kit',
    { [SLACK]: "import { eventOf } from '@headwind/plugin-testkit/events';\n" },
    [
      `${SLACK}: imports @headwind/plugin-testkit, which plugins/slack/package.json does not name`,
      `${SLACK}: needs @headwind/plugin-testkit outside of its tests`,
    ],
  ],
  [
    'a loader that needs the test kit when it runs',
    {
      'core/plugin-loader/package.json': manifest('plugin-loader', {
        dependencies: ['@headwind/plugin-testkit'],
      }),
    },
    ['core/plugin-loader/package.json: needs @headwind/plugin-testkit outside of its tests'],
  ],
  [
    'a contract that depends on anything of the house',
    { 'core/plugin-api/package.json': manifest('plugin-api', { dependencies: ['@headwind/bus'] }) },
    ['core/plugin-api/package.json: needs @headwind/bus; core/plugin-api may need nothing'],
  ],
  [
    'a bus that knows its queue',
    { 'core/bus/package.json': manifest('bus', { devDependencies: ['@headwind/queue-sqlite'] }) },
    [
      'core/bus/package.json: needs @headwind/queue-sqlite; core/bus may need core/plugin-api',
      'core/bus/src/observers.ts: imports eventemitter3, which core/bus/package.json does not name',
      'core/bus/src/bus.ts: imports @headwind/plugin-api, which core/bus/package.json does not name',
    ],
  ],
  [
    'a package without a place',
    { 'core/queues/package.json': manifest('queues', {}) },
    ['core/queues/package.json: core/queues is no place of the house'],
  ],
  [
    'an import that package.json does not name',
    { [SLACK]: "import fastify, {\n  type FastifyInstance,\n} from 'fastify';\n" },
    [`${SLACK}: imports fastify, which plugins/slack/package.json does not name`],
  ],
  [
    'an import that package.json names for tests alone',
    { [SLACK_MANIFEST]: manifest('plugin-slack', { devDependencies: ['zod'] }), [SLACK]: "await import('zod/v4');\n" },
    [`${SLACK}: imports zod, which plugins/slack/package.json does not name`],
  ],
  [
    'a relative import that leaves its package',
    { [SLACK]: "export type { Bus } from '../../../core/bus/src/bus.js';\n" },
    [`${SLACK}: imports ../../../core/bus/src/bus.js, which is outside of plugins/slack`],
  ],
  [
    'a file that is required from outside of its package',
    { [SLACK]: "const { version } = createRequire(import.meta.url)('../../webhook/package.json');\n" },
    [`${SLACK}: imports ../../webhook/package.json, which is outside of plugins/slack`],
  ],
  [
    'a container outside of the composition root',
    { 'core/host/src/cli.ts': "import 'reflect-metadata';\nimport type { Container } from 'inversify';\n" },
    [
      'core/host/src/cli.ts: imports reflect-metadata, which is for core/host/src/composition-root.ts and core/plugin-di/* alone',
      'core/host/src/cli.ts: imports inversify, which is for core/host/src/composition-root.ts alone',
    ],
  ],
  [
    "the plugins' container in the bus",
    {
      'core/bus/package.json': manifest('bus', { dependencies: ['@headwind/plugin-api', 'eventemitter3', 'tsyringe'] }),
      'core/bus/src/bus.ts': "import { container } from 'tsyringe';\n",
    },
    ['core/bus/src/bus.ts: imports tsyringe, which is for core/plugin-di/* and plugins/* alone'],
  ],
  [
    'an emitter outside of its wrapping',
    { 'core/bus/src/bus.ts': "import { EventEmitter } from 'eventemitter3';\n" },
    ['core/bus/src/bus.ts: imports eventemitter3, which is for core/bus/src/observers.ts alone'],
  ],
  [
    'a barrel',
    { 'core/bus/src/bus.ts': "export * from './observers.js';\n" },
    ['core/bus/src/bus.ts: exports everything of another module; name what is exported'],
  ],
  [
    'a barrel under a name',
    { 'core/bus/src/bus.ts': "export * as observers from './observers.js';\n" },
    ['core/bus/src/bus.ts: exports everything of another module; name what is exported'],
  ],
  [
    'modules named after nothing',
    { 'core/bus/src/index.ts': '', 'core/bus/src/utils.ts': '', 'core/host/src/helpers/text.ts': '' },
    [
      'core/bus/src/index.ts: is named after nothing in particular',
      'core/bus/src/utils.ts: is named after nothing in particular',
      'core/host/src/helpers/text.ts: is named after nothing in particular',
    ],
  ],
];

describe('the check of the arrows', () => {
  it('finds nothing wrong in a house that is right', () => {
    expect(violationsIn(houseWith({}))).toEqual([]);
  });

  it.each(WRONG)('finds %s', (_what, files, expected) => {
    expect(violationsIn(houseWith(files)).toSorted()).toEqual(expected.toSorted());
  });
});

function houseWith(files: Readonly<Record<string, string>>): RepositoryFile[] {
  const all = Object.entries({ ...SMALL_HOUSE, ...files }).map(([path, text]) => ({ path, text }));
  return all.filter(({ path }) => isOfPackage(path));
}

type Section = 'dependencies' | 'peerDependencies' | 'devDependencies';

function manifest(shortName: string, sections: Readonly<Partial<Record<Section, readonly string[]>>>): string {
  const entries = Object.entries(sections).map(([section, names]) => [
    section,
    Object.fromEntries(names.map((name) => [name, '^0.1.0'])),
  ]);
  return JSON.stringify({ name: `@headwind/${shortName}`, ...Object.fromEntries(entries) });
}
