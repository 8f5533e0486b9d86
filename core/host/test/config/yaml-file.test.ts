import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/config/yaml-file.js';

function syntaxProblems(text: string): string[] {
  return parseYaml('headwind.yaml', text).problems.map(
    ({ code, message, position }) => `${position?.line}:${position?.column} ${code} ${message}`,
  );
}

describe('a file that is not YAML', () => {
  it('is reported with every syntax error, each at its line and column', () => {
    expect(syntaxProblems('a: @x\nb: 1\nc: `y`\n')).toEqual([
      '1:4 CONFIG_SYNTAX Plain value cannot start with reserved character @',
      '3:4 CONFIG_SYNTAX Plain value cannot start with reserved character `',
    ]);
  });

  it('is reported without the errors that only follow from the first', () => {
    const text = `log: { level: $\{env:LEVEL} }\nplugins:\n  a:\n    use: webhook\n`;
    expect(syntaxProblems(text).every((problem) => problem.startsWith('1:'))).toBe(true);
    expect(parseYaml('headwind.yaml', text).problems[0]?.remedy).toContain('quotes');
  });

  it('is reported with what to do where a colon makes a value a mapping', () => {
    const { problems } = parseYaml('headwind.yaml', 'slack:\n  icon_emoji: :rocket:\n  channel: "#a"\n');
    expect(problems).toMatchObject([
      { position: { line: 2, column: 15 }, remedy: expect.stringContaining('put quotes around the whole value') },
    ]);
  });

  it('is reported without its text, which may be a secret', () => {
    expect(syntaxProblems('tokens: "a" hunter2hunter2\n').join()).not.toContain('hunter2');
    expect(syntaxProblems(']\nhunter2hunter2\n').join()).not.toContain('hunter2');
  });

  it.each([
    ['a tab as indentation', 'a:\n\tb: 1\n', '2:1'],
    ['an unknown tag', 'a: !secret x\n', '1:4'],
    ['a second document', 'a: 1\n---\nb: 2\n', '2:1'],
    ['an unknown alias', 'a: 1\nb: *nowhere\n', '2:4'],
    ['an alias inside itself', 'a: &a\n  b: [*a]\n', '2:7'],
    ['a key that is a list', '? [a, b]\n: 1\n', '1:3'],
    ['a key that no mapping can hold', 'a: 1\n__proto__: {}\n', '2:1'],
  ])('is reported for %s', (_name, text, place) => {
    const { tree, problems } = parseYaml('headwind.yaml', text);
    expect(tree).toBeUndefined();
    expect(problems.map(({ position }) => `${position?.line}:${position?.column}`)).toEqual([place]);
  });

  it('is reported for aliases that multiply without end', () => {
    const rows = Array.from({ length: 8 }, (_, row) => `k${row + 1}: &k${row + 1} [${Array(8).fill(`*k${row}`)}]`);
    expect(syntaxProblems(`k0: &k0 [x]\n${rows.join('\n')}\n`)).toEqual([
      '1:1 CONFIG_SYNTAX too many aliases; write the values out',
    ]);
  });
});

describe('a duplicate key', () => {
  it('is reported at its second place, with the line of the first, and the rest is read all the same', () => {
    const text = 'log:\n  level: info\nqueue: {}\nlog:\n  level: warn\n';
    expect(syntaxProblems(text)).toEqual(['4:1 CONFIG_SYNTAX duplicate key `log`; it stands in line 1 already']);
    const { tree, locate } = parseYaml('headwind.yaml', text);
    expect(tree).toEqual({ log: { level: 'warn' }, queue: {} });
    expect(locate(['log', 'level'])?.line).toBe(5);
  });
});

describe('two instances by one name', () => {
  it('are reported at the second, with its plugin and the line of the first', () => {
    const text = 'plugins:\n  chat: { use: slack }\n  chat:\n    use: teams\n    use: console\n  chat: teams\n';
    expect(syntaxProblems(text)).toEqual([
      '3:3 INSTANCE_NAME_TAKEN found a second instance `chat` of "teams"; the first stands in line 2',
      '6:3 INSTANCE_NAME_TAKEN found a second instance `chat`; the first stands in line 2',
      '5:5 CONFIG_SYNTAX duplicate key `use`; it stands in line 4 already',
    ]);
  });

  it('are none further down, where plugins is a key of something else', () => {
    const text = 'server:\n  plugins: { a: 1, a: 2 }\n';
    expect(syntaxProblems(text)).toEqual(['2:20 CONFIG_SYNTAX duplicate key `a`; it stands in line 2 already']);
  });
});

describe('the place of a path', () => {
  const text = [
    '# a comment',
    'server:',
    '  listen: 127.0.0.1:8080',
    '  tokens:',
    '    - one',
    '    - two',
    'defaults: &hook',
    '  timeout: 5s',
    'plugins:',
    '  oncall: { use: webhook, retry: { for: 24h } }',
    '  other: *hook',
    '  empty:',
    '',
  ].join('\n');
  const { locate } = parseYaml('headwind.yaml', text);
  const place = (...path: (string | number)[]) => {
    const position = locate(path);
    return `${position?.file}:${position?.line}:${position?.column}`;
  };

  it.each([
    ['a value on the line of its key', ['server', 'listen'], '3:11'],
    ['an item of a list', ['server', 'tokens', 1], '6:7'],
    ['a flow mapping', ['plugins', 'oncall'], '10:11'],
    ['a value inside one', ['plugins', 'oncall', 'retry', 'for'], '10:41'],
    ['a block, which is where its key is', ['server'], '2:1'],
    ['a value behind an alias', ['plugins', 'other', 'timeout'], '8:12'],
    ['a key without a value', ['plugins', 'empty'], '12:3'],
    ['the root', [], '2:1'],
    ['what is not there, which is where its parent is', ['server', 'bodyLimit'], '2:1'],
    ['an item that is not there', ['server', 'tokens', 7], '4:3'],
    ['anything below what is not there', ['plugins', 'none', 'retry', 'for'], '9:1'],
    ['anything below a plain value', ['server', 'listen', 'port'], '3:3'],
  ])('is found for %s', (_name, path, expected) => {
    expect(place(...path)).toBe(`headwind.yaml:${expected}`);
  });

  it('is that of the key where the key is asked for', () => {
    expect(locate(['server', 'listen'], 'key')).toEqual({ file: 'headwind.yaml', line: 3, column: 3 });
  });

  it('is right with a byte order mark and Windows line ends', () => {
    const windows = parseYaml('headwind.yaml', '\uFEFFlog:\r\n  level: info\r\n');
    expect(windows.tree).toEqual({ log: { level: 'info' } });
    expect(windows.locate(['log', 'level'])).toEqual({ file: 'headwind.yaml', line: 2, column: 10 });
  });
});
