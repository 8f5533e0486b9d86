import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../house/repository.js';
import { tableOf } from '../house/table.js';
import { productionPackages, readLockFile } from './lock-file.js';

const PAGE = 'docs/reference/licences.md';

/** What may be combined with and passed on beside software under Apache-2.0: https://spdx.org/licenses */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

const needed = productionPackages(await readLockFile());

describe('the licences of what the packages need when they run', () => {
  it('are all of those allowed here', () => {
    const others = needed.filter(({ license = '' }) => !ALLOWED.has(license));
    expect(others.map(({ name, version, license }) => `${name} ${version}: ${license}`)).toEqual([]);
    expect(needed.length).toBeGreaterThan(50);
  });

  // Written anew by `npx vitest run test/supply/licences.test.ts --update`; what stands before the table is kept.
  it(`are listed in ${PAGE}, package by package, and nothing else is`, async () => {
    const page = await readFile(join(REPOSITORY, PAGE), 'utf8');
    const introduction = page.slice(0, page.indexOf('| Package'));
    const rows = needed.map(({ name, version = '', license = '' }) => [`\`${name}\``, version, license]);
    const unique = [...new Map(rows.map((row) => [row.join(' '), row])).values()].toSorted(byNameAndVersion);
    await expect(`${introduction}${tableOf([['Package', 'Version', 'Licence'], ...unique])}`).toMatchFileSnapshot(
      join(REPOSITORY, PAGE),
    );
  });
});

function byNameAndVersion(one: readonly string[], other: readonly string[]): number {
  return one.join(' ') < other.join(' ') ? -1 : 1;
}
