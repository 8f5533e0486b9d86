import { describe, expect, it } from 'vitest';
import { documentedPages } from '../../../../test/docs/pages.js';
import { FakeTerminal, run } from './fake-terminal.js';

/** A command as a page names it: in a block of code, or between backticks. */
const COMMAND = /(?:^|`|\s)headwind-notify ([a-z][^`\n|>&;)]*)/gm;

interface Named {
  readonly page: string;
  /** `dead-letters replay --channel team-slack` */
  readonly line: string;
}

const named = (await documentedPages()).flatMap(commandsOf);
const helps = new Map<string, Promise<string>>();

describe('a command that the documentation names', () => {
  it('is found on the pages', () => {
    expect(named.length).toBeGreaterThan(60);
  });

  it('is one of the program, and has every flag that it is given', async () => {
    const wrong: string[] = [];
    for (const { page, line } of named) {
      const help = await helpOf(line);
      const flags = [...line.matchAll(/(?<=\s)--[a-z-]+/g)].map(([flag]) => flag);
      const unknown = flags.filter((flag) => !help.includes(` ${flag}`));
      if (help === '' || unknown.length > 0)
        wrong.push(`${page}: headwind-notify ${line}: ${unknown.join(', ') || 'no such command'}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** The help of the command that a line begins with; empty where there is none. */
async function helpOf(line: string): Promise<string> {
  const [first = '', second = ''] = line.split(/\s+/);
  const ofOne = await help(first);
  const isGroup = ofOne.includes(`\n  ${second} `) && /^[a-z]/.test(second);
  return isGroup ? help(`${first} ${second}`) : ofOne;
}

function help(command: string): Promise<string> {
  const known = helps.get(command) ?? printed(`${command} --help`);
  helps.set(command, known);
  return known;
}

async function printed(line: string): Promise<string> {
  const terminal = new FakeTerminal();
  const exitCode = await run(line, terminal);
  return exitCode === 0 ? terminal.out : '';
}

function commandsOf({ path, text }: { readonly path: string; readonly text: string }): Named[] {
  const joined = text.replaceAll('\\\n', ' ');
  return [...joined.matchAll(COMMAND)].map(([, line = '']) => ({ page: path, line: line.trim() }));
}
