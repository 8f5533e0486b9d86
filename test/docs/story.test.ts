import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeBlocksOf } from '../house/markdown.js';
import { REPOSITORY } from '../house/repository.js';
import { testFolder } from '../support/folder.js';
import { runConfiguredHost } from '../support/run-host.js';
import { notPrinted } from './printed.js';

/** The first run, as it looks on a terminal. */
const CONFIGURATION = `
plugins:
  samples: { use: samples, config: { intervalMs: 0 } }
  console: { use: console, config: { format: pretty, color: never } }
`;

it('README.md shows how the story of the samples ends', async () => {
  const page = await readFile(join(REPOSITORY, 'README.md'), 'utf8');
  const shown = codeBlocksOf(page).find(({ note }) => note === 'run by test/docs/story.test.ts');
  const host = await runConfiguredHost(await testFolder(), CONFIGURATION);
  await host.saysOnStdout(/Rollback Completed[\s\S]*Restored Image/);
  expect(notPrinted(shown?.text ?? 'nothing', host.stdout)).toEqual([]);
});
