import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ERROR_TABLE } from '@headwind/host/error-table';
import { describe, expect, it } from 'vitest';
import { isOfPackage } from './packages.js';
import { REPOSITORY, repositoryFiles } from './repository.js';
import { tableOf } from './table.js';

const PAGE = 'docs/reference/errors.md';
const HEAD = ['Code', 'Meaning', 'What to do'];

const modules = await repositoryFiles((path) => isOfPackage(path) && path.endsWith('.ts'));
const codes = ERROR_TABLE.map(({ code }) => code);

describe('the table of errors', () => {
  it('has no code twice', () => {
    expect(codes).toEqual([...new Set(codes)]);
  });

  it('has every error that a module declares, each declared once and named by its code', () => {
    const declared = found(/^export const (\w+): ErrorEntry = \{\s*code: '(\w+)'/gm);
    expect(declared.map(([, , code]) => code).toSorted()).toEqual(codes.toSorted());
    expect(declared.filter(([, name, code]) => name !== code)).toEqual([]);
  });

  it('has every error that is thrown or reported', () => {
    const given = found(/\b(?:new CodedError|problemAt)\(\s*([A-Z_]+|\{)/g).map(([, entry = '']) => entry);
    expect(given.filter((entry) => !codes.includes(entry))).toEqual([]);
    expect(given.length).toBeGreaterThan(20);
  });

  it('has no error that no module gives', () => {
    const unused = codes.filter((code) => {
      const uses = found(new RegExp(`\\b${code}\\b`, 'g'), (path) => !path.endsWith('-errors.ts'));
      return uses.length === 0;
    });
    expect(unused).toEqual([]);
  });

  // Written anew by `npx vitest run test/house/errors.test.ts --update`; what stands before the table is kept.
  it(`stands in ${PAGE}, with every meaning and remedy, and nothing else does`, async () => {
    const page = await readFile(join(REPOSITORY, PAGE), 'utf8');
    const introduction = page.slice(0, page.indexOf('| Code'));
    const rows = ERROR_TABLE.toSorted((one, other) => (one.code < other.code ? -1 : 1)).map(
      ({ code, meaning, remedy }) => [`\`${code}\``, meaning, remedy],
    );
    await expect(`${introduction}${tableOf([HEAD, ...rows])}`).toMatchFileSnapshot(join(REPOSITORY, PAGE));
  });
});

function found(pattern: RegExp, isWanted: (path: string) => boolean = () => true): RegExpExecArray[] {
  return modules.filter(({ path }) => isWanted(path)).flatMap(({ text }) => [...text.matchAll(pattern)]);
}
