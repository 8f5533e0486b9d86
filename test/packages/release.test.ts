import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { inc, type ReleaseType } from 'semver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOfPackage, packagesIn } from '../house/packages.js';
import { REPOSITORY, repositoryFiles } from '../house/repository.js';
import { testReceiver } from '../support/receiver.js';
import { runHost } from '../support/run-host.js';
import { PUBLIC, type Release, type ReleaseRepository, releaseRepository } from './release-repository.js';
import { runCommand } from './run-command.js';

/** Four releases and an installation on a busy machine. Milliseconds. */
const LIMIT_MS = 600_000;

const API = '@headwind/plugin-api';
const WEBHOOK = '@headwind/plugin-webhook';
const SLACK = '@headwind/plugin-slack';

let repository: ReleaseRepository;
let first: Release;
let ofPlugins: Release;
let ofContract: Release;
let ofNothing: Release;

beforeAll(async () => {
  repository = await releaseRepository();
  first = await repository.release();
  await operator('npm', 'install', '@headwind/host', '@headwind/plugin-console');
  ofPlugins = await repository.release(
    { message: 'fix(slack): a thread is found again', file: 'plugins/slack/src/plugin.ts' },
    { message: 'feat(webhook): another header', file: 'plugins/webhook/src/plugin.ts' },
    { message: 'fix(teams): what only tests need', file: 'plugins/teams/test/more.ts' },
  );
  ofContract = await repository.release({
    message: 'feat(plugin-api)!: another outcome',
    file: 'core/plugin-api/src/plugin-api.ts',
  });
  ofNothing = await repository.release();
}, LIMIT_MS);

afterAll(() => repository.remove());

describe('a release', () => {
  it('publishes what its tags name, and nothing else', () => {
    for (const { tags, published } of [first, ofPlugins, ofContract]) expect(published).toEqual(tags);
    expect(first.tags.length).toBeGreaterThan(10);
  });

  it('of what was never released tags it as it is, and has packages name the repository they are built in', async () => {
    for (const { folder, name } of packagesIn(await repositoryFiles(isOfPackage))) {
      const { version } = JSON.parse(await readFile(join(REPOSITORY, folder, 'package.json'), 'utf8'));
      expect(first.tags).toContain(`${name}@${version}`);
      expect(JSON.parse(await repository.read(`${folder}/package.json`)).repository.url).toBe(`git+${PUBLIC}.git`);
    }
  });

  it('of a fix raises the patch version, of a feature the minor one, and leaves alone what was not changed', () => {
    expect(ofPlugins.tags).toEqual([`${SLACK}@${raised(SLACK, 'patch')}`, `${WEBHOOK}@${raised(WEBHOOK, 'minor')}`]);
  });

  it('writes what changed into the changelog of the package', async () => {
    expect(await repository.read('plugins/slack/CHANGELOG.md')).toMatch(
      new RegExp(`${raised(SLACK, 'patch')}.*\\n+### Bug Fixes\\n+\\* \\*\\*slack:\\*\\* a thread is found again`),
    );
    expect(await repository.read('core/plugin-api/CHANGELOG.md')).toMatch(
      new RegExp(`${breaking(API)}.*\\n+### ⚠ BREAKING CHANGES\\n+\\* \\*\\*plugin-api:\\*\\* another outcome`),
    );
  });

  it('of what breaks releases all that need the package, in ranges that take the new version', async () => {
    const withWebhook = inc(raised(WEBHOOK, 'minor'), 'patch');
    expect(ofContract.tags).toHaveLength(first.tags.length);
    expect(ofContract.tags).toContain(`${API}@${breaking(API)}`);
    expect(ofContract.tags).toContain(`${WEBHOOK}@${withWebhook}`);
    const { dependencies } = JSON.parse(await repository.read('plugins/webhook/package.json'));
    expect(dependencies[API]).toBe(`^${breaking(API)}`);
  });
});

describe('a release taken up again', () => {
  it('makes no versions, and passes over those that the registry has', () => {
    expect(ofNothing).toEqual({ tags: ofContract.tags, published: [] });
  });
});

describe('a host installed before a release of the contract', () => {
  it('runs as the registry gave it', async () => {
    expect(await operator('npx', 'headwind-notify', '--version')).toContain(firstVersion('@headwind/host'));
  });

  it(
    'delivers through a plugin released after it, which brings its own copy of the contract',
    async () => {
      await operator('npm', 'install', WEBHOOK);
      expect(await installed('@headwind/host')).toBe(firstVersion('@headwind/host'));
      expect(await installed(API)).toBe(firstVersion(API));
      expect(await installed(`${WEBHOOK}/node_modules/${API}`)).toBe(breaking(API));

      const receiver = await testReceiver();
      const plugins = { team: { use: 'webhook', config: { url: `${receiver.url}/hooks/team` } } };
      // JSON is YAML.
      const configuration = JSON.stringify({ apiVersion: 'headwind.sh/v1', plugins });
      await writeFile(join(repository.folder, 'headwind.yaml'), configuration);
      const program = join(repository.folder, 'node_modules/.bin/headwind-notify');
      const host = runHost({ cwd: repository.folder, program });
      const answer = await fetch(`${await host.listening()}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(EXAMPLE_PAYLOAD),
      });
      expect(answer.status).toBe(202);
      expect((await receiver.next()).path).toBe('/hooks/team');
      expect(await host.stop()).toBe(0);
    },
    LIMIT_MS,
  );
});

function operator(command: string, ...args: string[]): Promise<string> {
  return runCommand(command, args, { cwd: repository.folder, env: repository.env });
}

/** The version of what is installed below the operator's node_modules. */
async function installed(path: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(repository.folder, 'node_modules', path, 'package.json'), 'utf8'));
  return version;
}

function firstVersion(name: string): string {
  const tag = first.tags.find((each) => each.startsWith(`${name}@`));
  if (tag === undefined) throw new Error(`${name} was not released`);
  return tag.slice(name.length + 1);
}

function raised(name: string, by: ReleaseType): string {
  return `${inc(firstVersion(name), by)}`;
}

/** The version after a change that breaks: below 1.0.0 the minor one, which a range with a caret does not take either. */
function breaking(name: string): string {
  return raised(name, firstVersion(name).startsWith('0.') ? 'minor' : 'major');
}
