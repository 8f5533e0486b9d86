import { describe, expect, it } from 'vitest';
import type { HostCheck } from '../../src/cli/host-program.js';
import { FakeTerminal, NO_HOST, run } from './fake-terminal.js';

const RIGHT: HostCheck = {
  problems: [],
  warnings: [],
  summary: {
    origin: { type: 'file', path: '/etc/headwind.yaml' },
    instances: [
      { name: 'oncall', kind: 'channel', package: '@headwind/plugin-webhook', version: '0.1.0' },
      { name: 'us', kind: 'source', package: '@acme/plugin', version: '2.0.0' },
    ],
  },
};

describe('check', () => {
  it('says which file is right and which instances it makes', async () => {
    const terminal = new FakeTerminal();
    expect(await run('check', terminal, { ...NO_HOST, checkHost: async () => RIGHT })).toBe(0);
    expect(terminal.out).toBe(
      [
        '/etc/headwind.yaml is right',
        '  oncall  channel  @headwind/plugin-webhook 0.1.0',
        '  us      source   @acme/plugin 2.0.0',
        '',
      ].join('\n'),
    );
    expect(terminal.err).toBe('');
  });

  it.each([
    [{ type: 'operator', path: '/etc/notifications.yaml' } as const, '/etc/notifications.yaml is right'],
    [{ type: 'environment' } as const, 'environment variables'],
    [{ type: 'defaults' } as const, 'default configuration'],
  ])('says so when the configuration is %o', async (origin, words) => {
    const terminal = new FakeTerminal();
    const checkHost = async () => ({ ...RIGHT, summary: { origin, instances: [] } });
    expect(await run('check', terminal, { ...NO_HOST, checkHost })).toBe(0);
    expect(terminal.out).toContain(words);
  });

  it('prints warnings to stderr and is content', async () => {
    const terminal = new FakeTerminal();
    const checkHost = async () => ({ ...RIGHT, warnings: ['SLACK_URL is passed over.'] });
    expect(await run('check --config headwind.yaml', terminal, { ...NO_HOST, checkHost })).toBe(0);
    expect(terminal.err).toBe('warning: SLACK_URL is passed over.\n');
  });

  it('exits with 2 and every problem', async () => {
    const terminal = new FakeTerminal();
    const position = { file: 'headwind.yaml', line: 3, column: 5 };
    const problems = [
      { code: 'CONFIG_INVALID', path: ['server'], message: 'One is wrong.', position },
      { code: 'PLUGIN_NOT_FOUND', path: ['plugins'], message: 'Another is wrong.', position },
    ];
    const checkHost = async () => ({ ...RIGHT, problems });
    expect(await run('check', terminal, { ...NO_HOST, checkHost })).toBe(2);
    expect(terminal.out).toBe('');
    expect(terminal.err).toContain('headwind.yaml:3:5  CONFIG_INVALID  One is wrong.');
    expect(terminal.err).toContain('2 problems');
  });
});
