import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSION } from '@headwind/plugin-api';
import { satisfies } from 'semver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOfPackage, packagesIn } from '../house/packages.js';
import { repositoryFiles } from '../house/repository.js';
import { packEverything, type Tarball } from './tarballs.js';

const house = packagesIn(await repositoryFiles(isOfPackage));

/** What may be in any package. What is compiled is there with its types, and both with their maps. */
const ALLOWED = /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|bin\/[\w-]+\.js|dist\/.+\.(js|d\.ts)(\.map)?)$/;

/** What is in some beside that. */
const ALLOWED_IN: Readonly<Record<string, RegExp>> = {
  '@headwind/create-plugin': /^template\//,
};

let folder: string;
let tarballs: readonly Tarball[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwind-packed-'));
  tarballs = await packEverything(folder);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what npm would publish', () => {
  it('is every package of the house', () => {
    expect(tarballs.map(({ manifest }) => manifest.name).toSorted()).toEqual(house.map(({ name }) => name).toSorted());
  });

  it('has its package.json say what it is, under which licence, and which Node it needs', () => {
    for (const { manifest } of tarballs) {
      expect(manifest, manifest.name).toMatchObject({
        license: 'Apache-2.0',
        description: expect.stringMatching(/./),
        engines: { node: '>=20.19' },
        publishConfig: { access: 'public' },
      });
    }
  });
});

describe.each(house)('the package $name', ({ name, folder: source }) => {
  it('has every file that its package.json names, and a README', () => {
    const { manifest, files } = packed(name);
    const { bin = {}, exports = {}, headwind } = manifest;
    const schema = headwind?.configSchema ?? [];
    const named = [bin, exports].flatMap(Object.values<string>).concat(headwind?.entry ?? [], schema, './README.md');
    expect(named.map((file) => file.replace(/^\.\//, '')).filter((file) => !files.includes(file))).toEqual([]);
  });

  it('has nothing else: no source, no test, nothing of the build', () => {
    const { manifest, files } = packed(name);
    const schema = manifest.headwind?.configSchema?.replace(/^\.\//, '');
    const superfluous = files.filter(
      (file) => !ALLOWED.test(file) && file !== schema && ALLOWED_IN[name]?.test(file) !== true,
    );
    expect(superfluous).toEqual([]);
  });

  it('needs the packages of the house in ranges that take their present versions', () => {
    const { dependencies, peerDependencies, devDependencies } = packed(name).manifest;
    const unmet = [dependencies, peerDependencies, devDependencies]
      .flatMap((needed) => Object.entries(needed ?? {}))
      .filter(([needed]) => house.some((each) => each.name === needed))
      .filter(([needed, range]) => !satisfies(packed(needed).manifest.version, range));
    expect(unmet).toEqual([]);
  });

  it('is written for the present version of the contract, where it is a plugin', () => {
    const { headwind, dependencies, peerDependencies } = packed(name).manifest;
    expect(headwind !== undefined).toBe(source.startsWith('plugins/'));
    if (headwind === undefined) return;
    expect(headwind.apiVersion).toBe(API_VERSION);
    expect({ ...dependencies, ...peerDependencies }).toHaveProperty(['@headwind/plugin-api']);
  });
});

function packed(name: string): Tarball {
  const found = tarballs.find(({ manifest }) => manifest.name === name);
  if (found === undefined) throw new Error(`${name} was not packed`);
  return found;
}
