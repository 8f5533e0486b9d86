import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { satisfies, valid } from 'semver';
import { describe, expect, it } from 'vitest';
import { isOfPackage, packagesIn } from '../house/packages.js';
import { REPOSITORY, repositoryFiles } from '../house/repository.js';
import { type LockedPackage, productionPackages, readLockFile } from './lock-file.js';

/** The oldest of each Node that is promised. */
const NODES = ['20.19.0', '22.0.0', '24.0.0'];

const lock = await readLockFile();
const house = packagesIn(await repositoryFiles(isOfPackage));
const needed = productionPackages(lock);
const labelled = ({ folder, version }: { folder: string; version?: string }) => `${folder} ${version}`;

describe('the lock file', () => {
  it('has what every package.json asks for', async () => {
    for (const folder of ['', ...house.map((each) => each.folder)]) {
      const manifest: LockedPackage = JSON.parse(await readFile(join(REPOSITORY, folder, 'package.json'), 'utf8'));
      expect(lock.get(folder), folder).toMatchObject(requirementsOf(manifest));
    }
  });

  it('holds every package of others to its content, wherever it is fetched from', () => {
    const loose = [...lock]
      .filter(([folder, { link }]) => folder.includes('node_modules/') && link !== true)
      .filter(([, { integrity, resolved }]) => integrity?.startsWith('sha512-') !== true || resolved !== undefined);
    expect(loose).toEqual([]);
  });
});

describe('what the packages need when they run', () => {
  it('is a part of the lock file that has the direct dependencies, and theirs', () => {
    const names = needed.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['fastify', 'zod', 'tsyringe', 'find-my-way', '@libsql/linux-x64-gnu']),
    );
    expect(names).not.toContain('vitest');
    expect(names).not.toContain('@opentelemetry/sdk-node');
  });

  it('runs nothing when it is installed', () => {
    expect(needed.filter(({ hasInstallScript }) => hasInstallScript === true).map(labelled)).toEqual([]);
  });

  it('runs on every Node that is promised', () => {
    const refusing = needed.filter(({ engines }) => !NODES.every((node) => satisfies(node, engines?.node ?? '*')));
    expect(refusing.map(labelled)).toEqual([]);
  });

  it('is asked for in exact versions, but for the packages of the house', async () => {
    for (const { folder } of house) {
      const { dependencies = {} }: LockedPackage = lock.get(folder) ?? {};
      const ranges = Object.entries(dependencies).filter(
        ([name, range]) => !house.some((each) => each.name === name) && valid(range) === null,
      );
      expect(ranges, folder).toEqual([]);
    }
  });
});

function requirementsOf({ dependencies, optionalDependencies, peerDependencies }: LockedPackage): LockedPackage {
  return {
    ...(dependencies && { dependencies }),
    ...(optionalDependencies && { optionalDependencies }),
    ...(peerDependencies && { peerDependencies }),
  };
}
