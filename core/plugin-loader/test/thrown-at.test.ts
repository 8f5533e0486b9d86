import { describe, expect, it } from 'vitest';
import { thrownAt } from '../src/thrown-at.js';

function withStack(stack: string): Error {
  return Object.assign(new Error('broken'), { stack });
}

describe('where an error was thrown', () => {
  it.each([
    ['an ES module', 'Error: broken\n    at file:///a/b.js:2:24\n    at ModuleJob.run (node:internal/m:325:25)'],
    ['a function in one', 'Error: broken\n    at work (file:///a/b.js:2:24)\n    at file:///a/c.js:1:1'],
    ['a CommonJS module', 'Error: broken\n    at Object.<anonymous> (/a/b.js:2:24)'],
    ['a part of Node', 'Error: broken\n    at openSync (node:fs:1:2)\n    at async file:///a/b.js:2:24'],
  ])('is found in the stack: %s', (_what, stack) => {
    expect(thrownAt(withStack(stack))).toBe('/a/b.js:2:24');
  });

  it('is the line that imports what is not there', () => {
    const stack = "file:///a/b.js:2\nimport { x } from 'y';\n         ^\nSyntaxError: no export named 'x'";
    expect(thrownAt(withStack(stack))).toBe('/a/b.js:2');
  });

  it.each([
    [
      'a stack of Node alone',
      withStack('SyntaxError: broken\n    at compile (node:internal/modules/esm/utils:346:16)'),
    ],
    ['no error', 'broken'],
  ])('is not known of %s', (_what, thrown) => {
    expect(thrownAt(thrown)).toBeUndefined();
  });
});
