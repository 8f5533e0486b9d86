import { mkdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A folder as the kubelet mounts a ConfigMap or Secret: each file is a symbolic link into `..data`, which is a link to the
 * folder of the present version. An update makes a new folder and swaps `..data` by a rename.
 */
export class ConfigMap {
  readonly folder: string;
  #version = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param folder is made */
  static async mount(folder: string, files: Readonly<Record<string, string>>): Promise<ConfigMap> {
    await mkdir(folder, { recursive: true });
    const mounted = new ConfigMap(folder);
    await symlink(await mounted.#write(files), join(folder, '..data'));
    for (const name of Object.keys(files)) await symlink(join('..data', name), join(folder, name));
    return mounted;
  }

  /** @param files all of them, of the same names as before */
  async update(files: Readonly<Record<string, string>>): Promise<void> {
    const data = join(this.folder, '..data');
    const old = await readlink(data);
    await symlink(await this.#write(files), join(this.folder, '..data_tmp'));
    await rename(join(this.folder, '..data_tmp'), data);
    await rm(join(this.folder, old), { recursive: true });
  }

  async #write(files: Readonly<Record<string, string>>): Promise<string> {
    this.#version += 1;
    const version = `..2026_01_01_00_00_00.${this.#version}`;
    await mkdir(join(this.folder, version));
    for (const [name, text] of Object.entries(files)) await writeFile(join(this.folder, version, name), text);
    return version;
  }
}
