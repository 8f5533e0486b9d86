import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { neededVersions } from '../src/needed-versions.js';

const REPOSITORY = new URL('../../../', import.meta.url);

async function read(path: string): Promise<string> {
  return readFile(new URL(path, REPOSITORY), 'utf8');
}

describe('the versions that a new plugin needs', () => {
  it.each(['plugin-api', 'plugin-testkit'])('begin with the present one of @headwind/%s', async (name) => {
    const { version } = JSON.parse(await read(`core/${name}/package.json`));
    expect((await neededVersions())[`@headwind/${name}`]).toBe(`^${version}`);
  });

  it('are those of this repository, for the tools', async () => {
    const { devDependencies } = JSON.parse(await read('package.json'));
    const tools = Object.entries(await neededVersions()).filter(([name]) => !name.startsWith('@headwind/'));
    expect(devDependencies).toMatchObject(Object.fromEntries(tools));
    expect(tools.length).toBeGreaterThan(3);
  });

  it('make no dependency of this package itself', async () => {
    expect(JSON.parse(await read('core/create-plugin/package.json'))).not.toHaveProperty('dependencies');
  });
});

describe('the licence of a new plugin', () => {
  it('is that of this repository', async () => {
    expect(await read('core/create-plugin/template/common/LICENSE')).toBe(await read('LICENSE'));
  });
});
