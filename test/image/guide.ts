import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeBlocksOf } from '../house/markdown.js';
import { REPOSITORY } from '../house/repository.js';

/** The Dockerfile that docs/how-to/run-the-image.md shows first: of an image on top of this one. */
export async function onTopOfTheImage(): Promise<string> {
  const page = await readFile(join(REPOSITORY, 'docs/how-to/run-the-image.md'), 'utf8');
  const block = codeBlocksOf(page).find(({ language }) => language === 'dockerfile');
  if (block === undefined) throw new Error('the guide shows no Dockerfile');
  return block.text;
}
