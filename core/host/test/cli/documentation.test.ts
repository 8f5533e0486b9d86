import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FakeTerminal, run } from './fake-terminal.js';

it.each(['serve', 'check', 'preview', 'test', 'send', 'plugins'])(
  'the documentation explains every flag of %s',
  async (command) => {
    const text = await readFile(new URL('../../../../docs/reference/cli.md', import.meta.url), 'utf8');
    const section = text.split(/^## /m).find((each) => each.startsWith(`${command}\n`)) ?? '';
    const terminal = new FakeTerminal();
    await run(`${command} --help`, terminal);
    const flags = [...terminal.out.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag);
    expect(flags).not.toEqual([]);
    for (const flag of flags) expect(section).toContain(`\`${flag}`);
  },
);
