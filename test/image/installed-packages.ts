import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ name: z.string(), version: z.string() });

/** `name@version` of every package that is installed in a `node_modules`, also below others; sorted. */
export async function installedPackages(modules: string): Promise<string[]> {
  const folders = await Promise.all(
    (await namesIn(modules)).map(async (name) => {
      const folder = join(modules, name);
      return name.startsWith('@') ? (await namesIn(folder)).map((inner) => join(folder, inner)) : [folder];
    }),
  );
  const found = folders.flat().map(async (folder) => {
    const { name, version } = packageSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
    return [`${name}@${version}`, ...(await installedPackages(join(folder, 'node_modules')))];
  });
  return [...new Set((await Promise.all(found)).flat())].toSorted();
}

/** What npm keeps for itself begins with a dot. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.'));
}
