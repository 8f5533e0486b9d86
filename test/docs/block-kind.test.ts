import { describe, expect, it } from 'vitest';
import { kindOf } from './block-kind.js';
import type { Block } from './pages.js';

function block(language: string, text: string, note = ''): Block {
  return { language, text, note, line: 7, heading: 'Try it', place: 'docs/page.md:7' };
}

describe('what a block of the documentation is', () => {
  it.each([
    ['configuration', block('yaml', 'apiVersion: headwind.sh/v1\nplugins: {}\n')],
    ['configuration', block('yaml', 'plugins: {}\n')],
    ['manifest', block('yaml', 'apiVersion: v1\nkind: Secret\n')],
    ['commands', block('sh', 'headwind-notify check\n')],
    ['session', block('console', '$ headwind-notify check\n')],
    ['code', block('ts', 'export {};\n', 'given declare const log: Console;')],
    ['json', block('json', '{}\n')],
    ['file', block('js', 'export {};\n', 'file plugin.js')],
    ['illustration', block('text', '──▶\n', 'illustration')],
    ['elsewhere', block('yaml', 'rule_files: []\n', 'run by test/prometheus/guide.test.ts')],
  ])('is told by its language and its note: %s', (kind, each) => {
    expect(kindOf(each, false)).toBe(kind);
  });

  it.each(['text', 'json'])('is output where its section has commands before it: %s', (language) => {
    expect(kindOf(block(language, '{}\n'), true)).toBe('output');
  });

  it.each([
    block('', 'anything\n'),
    block('bash', 'headwind-notify check\n'),
    block('text', 'anything\n'),
    block('yaml', 'spec: {}\n'),
    block('sh', 'true\n', 'skip'),
  ])('is never nothing: $language "$note" is refused with its place and what an author can do', (each) => {
    expect(() => kindOf(each, false)).toThrow(/^docs\/page\.md:7: [\s\S]*<!-- test: illustration -->/);
  });
});
