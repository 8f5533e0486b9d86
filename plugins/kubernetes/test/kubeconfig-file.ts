import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testFolder } from '../../../test/support/folder.js';

/** A kubeconfig file of the running test's own. */
export async function fileWith(text: string): Promise<string> {
  const file = join(await testFolder(), 'kubeconfig');
  await writeFile(file, text);
  return file;
}
