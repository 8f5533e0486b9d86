import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../house/repository.js';
import { type HouseHost, startHouseHost } from './house-host.js';
import { NOT_RUN } from './not-run.js';
import { documentedPages, type Page } from './pages.js';
import { Reader } from './reader.js';
import { makeTools } from './reader-tools.js';
import { Services } from './services.js';

const pages = await documentedPages();
/** The longest first, so that none is left alone in the end. */
const followed = pages
  .filter(({ blocks, runBy }) => blocks.length > 0 && runBy === undefined)
  .toSorted((one, other) => other.blocks.length - one.blocks.length);

/** For a page of thirty commands on a machine that has other work to do. Milliseconds. */
const LIMIT_MS = 300_000;

let folder: string;
let services: Services;
let house: HouseHost;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwind-'));
  services = await Services.start();
  house = await startHouseHost(join(folder, 'house'), services);
  await makeTools(join(folder, 'tools'));
  await writeFile(join(folder, 'tools/.curlrc'), 'silent\nshow-error\nfail-with-body\n');
});

afterAll(async () => {
  await house.stop();
  await services.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a page of the documentation, followed from its first block to its last,', () => {
  it.concurrent.for(followed)('is true: $path', { timeout: LIMIT_MS }, async (page, { onTestFinished }) => {
    const reader = new Reader({
      page,
      folder: join(folder, page.path.replaceAll('/', '-')),
      tools: join(folder, 'tools'),
      services,
      house,
      files: suppositions(),
    });
    onTestFinished(() => reader.leave());
    await reader.begin();
    for (const block of page.blocks) await reader.follow(block);
  });
});

describe('what is not run here', () => {
  it('is on the pages', () => {
    const stale = NOT_RUN.filter(({ page, begins }) => {
      const blocks = pages.find(({ path }) => path === page)?.blocks ?? [];
      return blocks.filter(({ text }) => text.startsWith(begins)).length !== 1;
    });
    expect(stale).toEqual([]);
  });

  it('is run by the test that the page names, and that test names the page', async () => {
    const named = pages.flatMap(({ path, runBy, blocks }) => [
      ...(runBy === undefined ? [] : [{ path, test: runBy }]),
      ...blocks.flatMap(({ note }) => (note.startsWith('run by ') ? [{ path, test: note.slice(7) }] : [])),
    ]);
    expect(named.length).toBeGreaterThan(0);
    for (const { path, test } of named) {
      const file = join(REPOSITORY, test);
      expect(existsSync(file), `${path} says that ${test} runs it, and there is no such file`).toBe(true);
      expect(await readFile(file, 'utf8'), `${path} says that ${test} runs it, which does not name ${path}`).toContain(
        path,
      );
    }
  });
});

/** What pages suppose that other pages show: the plugin that the guide writes, and a file of the operator. */
function suppositions(): Record<string, string> {
  const plugin = filesOf('docs/how-to/write-a-plugin.md', 'announce/');
  const operator = filesOf('docs/how-to/migrate.md', 'etc/headwind/');
  return Object.fromEntries([
    ...plugin.flatMap(({ name, text }) => [[`announce/${name}`, text] as const, [`my-plugin/${name}`, text] as const]),
    ...operator.map(({ name, text }) => [name, text] as const),
  ]);
}

function filesOf(path: string, folderOfPage: string): { readonly name: string; readonly text: string }[] {
  const page: Page | undefined = pages.find((each) => each.path === path);
  const start = `file ${folderOfPage}`;
  const files = page?.blocks.filter(({ note }) => note.startsWith(start)) ?? [];
  return files.map(({ note, text }) => ({ name: note.slice(start.length), text }));
}
