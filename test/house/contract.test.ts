import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from './repository.js';
import { tableOf } from './table.js';

const PAGE = 'docs/reference/contract.md';
const SOURCE = 'core/plugin-api/src';
const HEAD = ['Name', 'What', 'Meaning'];

/** What the words of TypeScript are called on the page. */
const WHAT: Readonly<Record<string, string>> = {
  function: 'function',
  const: 'constant',
  interface: 'type',
  type: 'type',
};

interface Export {
  readonly name: string;
  readonly what: string;
  /** The first sentence of its docstring. */
  readonly meaning: string;
}

const exported = await exportsOfContract();

describe('the exports of the contract', () => {
  it('are all explained where they are defined', () => {
    expect(exported.filter(({ meaning }) => meaning === '').map(({ name }) => name)).toEqual([]);
    expect(exported.length).toBeGreaterThan(50);
  });

  // Written anew by `npx vitest run test/house/contract.test.ts --update`; what stands before the table is kept.
  it(`all stand in the table of ${PAGE}, and nothing else does`, async () => {
    const page = await readFile(join(REPOSITORY, PAGE), 'utf8');
    const before = page.slice(0, page.indexOf('| Name '));
    const rows = exported.map(({ name, what, meaning }) => [`\`${name}\``, what, meaning]);
    await expect(`${before}${tableOf([HEAD, ...rows])}`).toMatchFileSnapshot(join(REPOSITORY, PAGE));
  });

  it('are explained by the page where a plugin calls them', async () => {
    const page = await readFile(join(REPOSITORY, PAGE), 'utf8');
    const prose = page.slice(0, page.indexOf('## Every export'));
    const functions = exported.filter(({ what }) => what === 'function').map(({ name }) => name);
    expect(functions.filter((name) => !prose.includes(`\`${name}(`))).toEqual([]);
  });
});

/** By name. */
async function exportsOfContract(): Promise<Export[]> {
  const index = await readFile(join(REPOSITORY, SOURCE, 'plugin-api.ts'), 'utf8');
  const modules = [...index.matchAll(/export (?:type )?\{([^}]*)\} from '\.\/([\w-]+)\.js';/g)];
  const all = modules.map(async ([, names = '', module = '']) => {
    const source = await readFile(join(REPOSITORY, SOURCE, `${module}.ts`), 'utf8');
    return names
      .split(',')
      .map((name) => name.trim().replace('type ', ''))
      .filter((name) => name !== '')
      .map((name) => exportOf(name, source));
  });
  return (await Promise.all(all)).flat().toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function exportOf(name: string, source: string): Export {
  const declaration = new RegExp(`(?:/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\n)?export (\\w+) ${name}\\b`);
  const [, docstring = '', word = ''] = declaration.exec(source) ?? [];
  return { name, what: WHAT[word] ?? 'nothing known', meaning: firstSentence(docstring) };
}

function firstSentence(docstring: string): string {
  const text = docstring.replaceAll(/^ *\* ?/gm, '').replaceAll(/\{@link (\w+)\}/g, '`$1`');
  const [paragraph = ''] = text.trim().split(/\n\s*\n|\n@/);
  const line = paragraph.replaceAll(/\s+/g, ' ').trim();
  return /^.*?[.:](?=\s|$)/.exec(line)?.[0].replace(/:$/, '.') ?? line;
}
