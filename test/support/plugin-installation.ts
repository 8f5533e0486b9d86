import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** An operator's folder: a place for the configuration file, with plugins installed under node_modules. */
export interface PluginInstallation {
  readonly folder: string;
  /** Where a package is installed. */
  place(packageName: string): string;
  /** Installs a fixture of test/broken-plugins as `@broken/<name>`, or under another name. */
  installFixture(name: string, packageName?: string): Promise<void>;
  /** Installs a package made of files. */
  installFiles(packageName: string, files: Readonly<Record<string, string>>): Promise<void>;
  remove(): Promise<void>;
}

export async function createInstallation(): Promise<PluginInstallation> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'headwind-plugins-')));
  const place = (packageName: string) => join(folder, 'node_modules', packageName);
  await mkdir(place('@headwind'), { recursive: true });
  await symlink(join(REPOSITORY, 'core/plugin-api'), place('@headwind/plugin-api'));
  await symlink(join(REPOSITORY, 'node_modules/zod'), place('zod'));
  return {
    folder,
    place,
    installFixture: (name, packageName = `@broken/${name}`) =>
      cp(join(REPOSITORY, 'test/broken-plugins', name), place(packageName), { recursive: true }),
    async installFiles(packageName, files) {
      for (const [name, content] of Object.entries(files)) {
        const file = join(place(packageName), name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
