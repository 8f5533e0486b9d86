import { describe, expect, it } from 'vitest';
import { mergeProblems } from '../../src/config/merge-problems.js';
import type { Problem } from '../../src/config/problem.js';
import { formatProblems } from '../../src/config/problem-report.js';

function problem(line: number | undefined, message: string, path: Problem['path'] = [message]): Problem {
  const position = line === undefined ? {} : { position: { file: 'headwind.yaml', line, column: 3 } };
  return { code: 'CONFIG_INVALID', path, message, ...position };
}

describe('the report of problems', () => {
  it('is a block each, with its place, and the number of them', () => {
    const report = formatProblems([
      problem(4, 'found "x", expected y'),
      { ...problem(9, 'is gone'), remedy: 'Bring it back.' },
      problem(undefined, 'not set', ['WEBHOOK_URL']),
      problem(undefined, 'wrong', ['--listen']),
    ]);
    expect(report).toBe(
      [
        'headwind.yaml:4:3  CONFIG_INVALID  found "x", expected y',
        'headwind.yaml:9:3  CONFIG_INVALID  is gone',
        '    Bring it back.',
        'environment  CONFIG_INVALID  not set',
        'command line  CONFIG_INVALID  wrong',
        '4 problems',
      ].join('\n'),
    );
  });

  it('counts a single one in the singular', () => {
    expect(formatProblems([problem(1, 'x')])).toMatch(/\n1 problem$/);
  });
});

describe('problems found in two steps', () => {
  it('stand in the order of the file', () => {
    const merged = mergeProblems([problem(9, 'c'), problem(undefined, 'a')], [problem(2, 'b')]);
    expect(merged.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
  });

  it('leave out the later one of the same place', () => {
    const first = problem(2, 'has no value', ['plugins', 'a', 'config', 'url']);
    const later = problem(2, 'is no URL', ['plugins', 'a', 'config', 'url']);
    expect(mergeProblems([first], [later])).toEqual([first]);
  });
});
