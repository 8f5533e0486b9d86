import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { FakeTerminal, run } from './fake-terminal.js';

const COMMANDS = [
  ...['serve', 'check', 'preview', 'test', 'send', 'plugins', 'migrate'],
  ...['channels', 'deliveries', 'dead-letters', 'pause', 'resume', 'events', 'log-level', 'reload'],
];

const SUBCOMMANDS = [
  'deliveries show',
  'dead-letters list',
  'dead-letters show',
  'dead-letters replay',
  'dead-letters discard',
  'events tail',
];

describe('headwind-notify', () => {
  it('prints its version', async () => {
    const terminal = new FakeTerminal();
    expect(await run('--version', terminal)).toBe(0);
    expect(terminal.out).toBe(`${manifest.version}\n`);
  });

  it('explains its commands and exit codes on --help', async () => {
    const terminal = new FakeTerminal();
    expect(await run('--help', terminal)).toBe(0);
    for (const command of COMMANDS) expect(terminal.out).toContain(`\n  ${command} `);
    expect(terminal.out).toContain('Exit codes:');
    expect(terminal.err).toBe('');
  });

  it.each([...COMMANDS, ...SUBCOMMANDS])('explains %s with an example, in 120 columns', async (command) => {
    const terminal = new FakeTerminal();
    expect(await run(`${command} --help`, terminal)).toBe(0);
    expect(terminal.out).toContain(`  $ headwind-notify ${command}`);
    for (const line of terminal.out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('without a command, explains itself on stderr and exits with 2', async () => {
    const terminal = new FakeTerminal();
    expect(await run('', terminal)).toBe(2);
    expect(terminal.err).toContain('Usage: headwind-notify');
    expect(terminal.out).toBe('');
  });

  it.each([
    ['sned', 'Did you mean send?'],
    ['serve --confg a.yaml', 'Did you mean --config?'],
    ['check headwind.yaml', 'too many arguments'],
    ['serve --config', 'argument missing'],
    ['serve --config a.yaml --operator-config b.yaml', 'cannot be used with'],
    ['plugins --operator-config b.yaml --config a.yaml', 'cannot be used with'],
    ['migrate', "missing required argument 'file'"],
    ['preview', "missing required argument 'channel'"],
    ['preview oncall update_done', 'Allowed choices are update_detected,'],
    ['test oncall update_done', 'Allowed choices are update_detected,'],
  ])('exits with 2 on `%s`, and helps', async (line, words) => {
    const terminal = new FakeTerminal();
    expect(await run(line, terminal)).toBe(2);
    expect(terminal.err).toContain(words);
    expect(terminal.out).toBe('');
  });
});
