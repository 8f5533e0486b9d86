import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FakeTerminal, run } from './fake-terminal.js';

const COMMANDS = [
  ...[
    'serve',
    'check',
    'preview',
    'test',
    'send',
    'health',
    'plugins',
    'plugin verify',
    'schema',
    'plugin dev',
    'migrate',
    'channels',
    'deliveries',
    'deliveries show',
  ],
  ...['dead-letters list', 'dead-letters show', 'dead-letters replay', 'dead-letters discard', 'pause', 'resume'],
  ...['events tail', 'log-level', 'reload'],
];

const page = await readFile(new URL('../../../../docs/reference/cli.md', import.meta.url), 'utf8');

/** The flags that are explained once, for all commands that talk to a running host. */
const HOST_FLAGS = ['--url', '--token'];

it.each(COMMANDS)('the documentation explains every flag of %s', async (command) => {
  const terminal = new FakeTerminal();
  await run(`${command} --help`, terminal);
  const flags = [...terminal.out.matchAll(/^ {2}(--[a-z-]+)/gm)].flatMap(([, flag]) => flag ?? []);
  expect(flags).not.toEqual([]);
  for (const flag of flags) {
    expect(sectionOf(HOST_FLAGS.includes(flag) ? 'A running host' : command)).toContain(`\`${flag}`);
  }
});

it('the documentation names no flag that its command does not have', async () => {
  for (const title of titles()) {
    const commands = COMMANDS.filter((each) => sectionOf(each) === sectionOf(title));
    const helps = await Promise.all(commands.map((each) => helpOf(each)));
    const rows = [...sectionOf(title).matchAll(/^\| (`--[^|]*)\|/gm)].map(([, cell = '']) => cell);
    const flags = rows.flatMap((cell) => [...cell.matchAll(/`(--[a-z-]+)/g)].map(([, flag = '']) => flag));
    expect({ title, unknown: flags.filter((flag) => !helps.some((help) => help.includes(`  ${flag}`))) }).toEqual({
      title,
      unknown: [],
    });
  }
});

it('the documentation has a section for every command of the help', async () => {
  const terminal = new FakeTerminal();
  await run('--help', terminal);
  const commands = [...terminal.out.matchAll(/^ {2}([a-z][a-z-]*)(?= [[<]| {2,}[a-z])/gm)].map(
    ([, name]) => name ?? '',
  );
  expect(commands).toEqual(expect.arrayContaining(['serve', 'dead-letters', 'reload']));
  for (const command of commands) expect(sectionOf(command)).not.toBe('');
});

/** Of the sections about commands. */
function titles(): string[] {
  const all = [...page.matchAll(/^## (.+)$/gm)].flatMap(([, title = '']) => title.split(', '));
  return all.filter((title) => COMMANDS.some((command) => command.split(' ')[0] === title));
}

async function helpOf(command: string): Promise<string> {
  const terminal = new FakeTerminal();
  await run(`${command} --help`, terminal);
  return terminal.out;
}

/** Of a command, or of the one it belongs to; one section may be of several commands. */
function sectionOf(title: string): string {
  const sections = page.split(/^## /m).slice(1);
  const titled = (name: string) => sections.find((each) => (each.split('\n')[0] ?? '').split(', ').includes(name));
  return titled(title) ?? titled(title.split(' ')[0] ?? '') ?? '';
}
