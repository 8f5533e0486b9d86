import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { BUILD_ARGUMENTS, IMAGE } from './built-image.js';
import type { ContainerStore } from './container-store.js';
import { installedPackages } from './installed-packages.js';

const APPLICATION = 'opt/headwind';

/** https://cyclonedx.org/docs/1.5/json/ */
const sbomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ component: z.object({ name: z.string(), version: z.string() }) }),
  components: z.array(z.object({ name: z.string(), version: z.string(), purl: z.string() })),
});

const inspectedSchema = z.tuple([z.object({ Labels: z.record(z.string(), z.string()), User: z.string() })]);

/** Plugins of this project. */
const BUNDLED = ['console', 'kubernetes', 'metrics', 'opsgenie', 'pagerduty', 'samples', 'slack', 'teams', 'webhook'];

/** Packages for building and testing, and one that only the makers of plugins need. */
const UNWANTED_PACKAGES = ['typescript', 'vitest', 'lerna', '@biomejs/biome', '@headwind/create-plugin'];

/** Managers of packages, and what they keep or are told. */
const UNWANTED_NAMES = ['npm', 'npx', 'yarn', 'corepack', '.npm', '_cacache', '.npmrc', 'package-lock.json'];

/** Of a package of this project. */
const WANTED_FILE = /^(core|plugins)\/[\w-]+\/(package\.json|LICENSE|bin\/[\w-]+\.js|dist\/[\w/.-]+\.(js|json))$/;

/** The suite of what is in the image. */
export function describeContents(store: () => ContainerStore): void {
  const root = async (): Promise<string> => (await store().run('podman', ['image', 'mount', IMAGE])).trim();

  it('has every bundled plugin, and no package for building and testing', async () => {
    const modules = join(await root(), APPLICATION, 'node_modules');
    const names = (await installedPackages(modules)).map((each) => each.replace(/@[^@]+$/, ''));
    expect(names).toEqual(expect.arrayContaining(BUNDLED.map((name) => `@headwind/plugin-${name}`)));
    expect(names.filter((name) => UNWANTED_PACKAGES.includes(name))).toEqual([]);
  });

  it('has a list of its packages that names each of them, and no other', async () => {
    const folder = join(await root(), APPLICATION);
    const sbom = sbomSchema.parse(JSON.parse(await readFile(join(folder, 'sbom.cdx.json'), 'utf8')));
    expect(sbom.metadata.component).toEqual({ name: 'headwind-notifications', version: BUILD_ARGUMENTS.VERSION });
    const listed = sbom.components.map(({ name, version }) => `${name}@${version}`);
    expect(sbom.components.map(({ purl }) => decodeURIComponent(purl))).toEqual(
      listed.map((each) => `pkg:npm/${each}`),
    );
    expect(listed.toSorted()).toEqual(await installedPackages(join(folder, 'node_modules')));
  });

  it('has of the packages of this project what they are published with, and no sources or tests', async () => {
    const folder = join(await root(), APPLICATION);
    const files = (await Promise.all(['core', 'plugins'].map((name) => filesBelow(folder, name)))).flat();
    expect(files).toContain('core/host/dist/cli.js');
    expect(files.filter((file) => !WANTED_FILE.test(file) || file.includes('.test.'))).toEqual([]);
  });

  it('has no managers of packages, nor what they keep', async () => {
    const folder = await root();
    const places = ['etc/headwind', 'opt', 'plugins', 'root', 'usr/bin', 'usr/local', 'var/lib/headwind'];
    const entries = await Promise.all(
      places.map((place) => readdir(join(folder, place), { recursive: true, withFileTypes: true })),
    );
    const names = entries.flat().map(({ name }) => name);
    expect(names).toContain('node');
    expect(names.filter((name) => UNWANTED_NAMES.includes(name))).toEqual([]);
  });

  it('says what it is and what it was built from', async () => {
    const text = await store().run('podman', ['image', 'inspect', IMAGE]);
    const [{ Labels, User }] = inspectedSchema.parse(JSON.parse(text));
    expect(User).toBe('10001:10001');
    expect(Labels).toMatchObject({
      'org.opencontainers.image.title': 'Headwind Notifications',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.version': BUILD_ARGUMENTS.VERSION,
      'org.opencontainers.image.revision': BUILD_ARGUMENTS.REVISION,
      'org.opencontainers.image.created': BUILD_ARGUMENTS.CREATED,
    });
  });
}

async function filesBelow(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const files = entries.map((entry) => {
    const path = `${below}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, path) : [path];
  });
  return (await Promise.all(files)).flat();
}
