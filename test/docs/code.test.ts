import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from '../house/repository.js';
import { testFolder } from '../support/folder.js';
import { type Block, documentedPages, type Page } from './pages.js';

/** As the plugins of the house are compiled. JavaScript need not say the types of its parameters. */
const OPTIONS = {
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    types: ['node'],
    allowJs: true,
    checkJs: true,
    strict: true,
    noImplicitAny: false,
    skipLibCheck: true,
    noEmit: true,
    rootDir: '.',
  },
  include: ['pages'],
};

/** Those of packages: a file of the reader's is somewhere else. */
const IMPORTS = /^import [^;]+ from '[^.][^;]*;$/m;

it('the code of the documentation compiles, with the packages of the house', async () => {
  const folder = await testFolder();
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  await write(join(folder, 'tsconfig.json'), JSON.stringify(OPTIONS));
  await write(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const pages = (await documentedPages()).filter(({ runBy }) => runBy === undefined);
  const modules = pages.flatMap(modulesOf);
  for (const { file, text } of modules) await write(join(folder, file), text);
  expect(modules.length).toBeGreaterThan(10);
  expect(await compile(folder)).toBe('');
});

/** A file of the reader's has the name that the page gives it; anything else is called after where it stands. */
function modulesOf({ path, blocks }: Page): { readonly file: string; readonly text: string }[] {
  const code = blocks.filter(({ language, note }) => /^[tj]s$/.test(language) && !note.startsWith('run by '));
  return code.map((block, index) => ({
    file: join('pages', path, nameOf(block)),
    text: `${givenFor(block, code.slice(0, index))}${block.text}\nexport {};\n`,
  }));
}

function nameOf({ note, line, language }: Block): string {
  return note.startsWith('file ') ? note.slice('file '.length) : `line-${line}.${language}`;
}

/** What a part of a program does not say again: what the page imported before, and what its note gives. */
function givenFor(block: Block, before: readonly Block[]): string {
  const given = block.note.startsWith('given ') ? `${block.note.slice('given '.length)}\n` : '';
  if (IMPORTS.test(block.text)) return given;
  const imports = before.flatMap(({ text }) => text.match(new RegExp(IMPORTS, 'gm')) ?? []);
  return `${given}${[...new Set(imports)].join('\n')}\n`;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** The faults that the compiler finds. */
function compile(cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(join(REPOSITORY, 'node_modules/.bin/tsc'), ['--project', '.'], { cwd }, (_error, stdout) =>
      resolve(stdout),
    );
  });
}
