import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSION } from '@headwind/plugin-api';
import { inc, satisfies } from 'semver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOfPackage, packagesIn } from '../house/packages.js';
import { REPOSITORY, repositoryFiles } from '../house/repository.js';
import { packEverything, type Tarball } from './tarballs.js';

const house = packagesIn(await repositoryFiles(isOfPackage));

/** What is in every package beside what its package.json names. */
const EVERYWHERE = ['README.md', 'CHANGELOG.md', 'LICENSE'];

/** What may be in any package. What is compiled is there with its types, and with a map that has its source in it. */
const ALLOWED = /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|bin\/[\w-]+\.js|dist\/.+\.(js|js\.map|d\.ts))$/;

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
  it('has every file that its package.json names, a README, a changelog and the licence', async () => {
    const { manifest, files, unpacked } = packed(name);
    const { bin = {}, exports = {}, headwind } = manifest;
    const schema = headwind?.configSchema ?? [];
    const named = [bin, exports].flatMap(Object.values<string>).concat(headwind?.entry ?? [], schema, EVERYWHERE);
    expect(named.map((file) => file.replace(/^\.\//, '')).filter((file) => !files.includes(file))).toEqual([]);
    expect(await readFile(join(unpacked, 'LICENSE'), 'utf8')).toBe(await readFile(join(REPOSITORY, 'LICENSE'), 'utf8'));
  });

  it('has nothing else: no source, no test, nothing of the build', () => {
    const { manifest, files } = packed(name);
    const schema = manifest.headwind?.configSchema?.replace(/^\.\//, '');
    const superfluous = files.filter(
      (file) => !ALLOWED.test(file) && file !== schema && ALLOWED_IN[name]?.test(file) !== true,
    );
    expect(superfluous).toEqual([]);
  });

  it('has nothing that was built from a source that is gone: npm run clean, then npm run build', () => {
    const stale = packed(name).files.filter((file) => {
      const module = /^dist\/(.+?)\.(js|js\.map|d\.ts)$/.exec(file)?.[1];
      return module !== undefined && !existsSync(join(REPOSITORY, source, 'src', `${module}.ts`));
    });
    expect(stale).toEqual([]);
  });

  it('has maps that show the sources, which are not there themselves', async () => {
    const { files, unpacked } = packed(name);
    const maps = files.filter((file) => file.startsWith('dist/') && file.endsWith('.map'));
    for (const file of maps) {
      const { sources, sourcesContent } = JSON.parse(await readFile(join(unpacked, file), 'utf8'));
      expect(sourcesContent, file).toHaveLength(sources.length);
    }
  });

  it('needs the packages of the house in ranges that take their present versions', () => {
    const { dependencies, peerDependencies, devDependencies } = packed(name).manifest;
    const unmet = [dependencies, peerDependencies, devDependencies]
      .flatMap((needed) => Object.entries(needed ?? {}))
      .filter(([needed]) => house.some((each) => each.name === needed))
      .filter(([needed, range]) => !satisfies(packed(needed).manifest.version, range));
    expect(unmet).toEqual([]);
  });

  it('leaves later versions of the packages of the house in these ranges, as each is released by itself', () => {
    const { dependencies, peerDependencies } = packed(name).manifest;
    const exact = Object.entries({ ...dependencies, ...peerDependencies })
      .filter(([needed]) => house.some((each) => each.name === needed))
      .filter(([needed, range]) => !satisfies(`${inc(packed(needed).manifest.version, 'patch')}`, range));
    expect(exact).toEqual([]);
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
