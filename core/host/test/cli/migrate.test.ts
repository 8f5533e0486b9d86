import { describe, expect, it } from 'vitest';
import { checkHost } from '../../src/host.js';
import { configFolder } from '../config/config-folder.js';
import { FakeTerminal, NO_HOST, run } from './fake-terminal.js';

const FILE = `slack:
  enabled: true
  webhook_url: https://slack.example/hunter2
webhook:
  enabled: true
  url: https://hook.example/hunter2
`;

async function migrate(text: string, flags = '', env: NodeJS.ProcessEnv = {}) {
  const terminal = new FakeTerminal({ cwd: await configFolder({ 'notifications.yaml': text }), env });
  const code = await run(`migrate notifications.yaml ${flags}`, terminal, { ...NO_HOST, checkHost });
  return { code, terminal };
}

describe('migrate', () => {
  it('prints a headwind.yaml to stdout, and on stderr how to keep secrets out of it', async () => {
    const { code, terminal } = await migrate(FILE);
    expect(code).toBe(0);
    expect(terminal.out).toMatch(
      /^# yaml-language-server: \$schema=\.\/headwind\.schema\.json\n# .*\n# .*\n# .*\n\napiVersion: headwind\.sh\/v1\nplugins:\n/,
    );
    expect(terminal.out).toContain('webhookUrl: https://slack.example/hunter2\n');
    expect(terminal.err).toMatch(/^note: URLs and secrets stand there .*--references.*\$\{file:/);
    expect(terminal.err).not.toContain('hunter2');
  });

  it('refers to variables instead when asked, and names those to set', async () => {
    const { code, terminal } = await migrate(FILE, '--references');
    expect(code).toBe(0);
    expect(terminal.out).toContain(`webhookUrl: \${env:SLACK_WEBHOOK_URL}\n`);
    expect(terminal.out).toContain(`url: \${env:WEBHOOK_URL}\n`);
    expect(terminal.err).toMatch(/^note: set these variables for the host: SLACK_WEBHOOK_URL, WEBHOOK_URL; /);
    expect(terminal.out + terminal.err).not.toContain('hunter2');
  });

  it('advises nothing where there is no secret', async () => {
    const { code, terminal } = await migrate('slack: { enabled: false }\n');
    expect(code).toBe(0);
    expect(terminal.out).toContain('metrics:');
    expect(terminal.err).toMatch(/^warning: .*enables no channel.*\n$/);
  });

  it('says what the file says in vain, and prints the rest', async () => {
    const { code, terminal } = await migrate(`${FILE}  secrt: hunter2\n`);
    expect(code).toBe(0);
    expect(terminal.err).toMatch(
      /^warning: notifications\.yaml:7:3: unknown key `secrt` in `webhook`.* did you mean `secret`\?\n/,
    );
    expect(terminal.out).not.toContain('secrt');
  });

  it('counts the variables where the file says nothing, and asks for no other configuration', async () => {
    const env = { WEBHOOK_SECRET: 'of-the-variable', HEADWIND_CONFIG: 'nowhere.yaml' };
    const { code, terminal } = await migrate(FILE, '', env);
    expect(code).toBe(0);
    expect(terminal.out).toContain('- of-the-variable\n');
    expect(terminal.err).not.toContain('HEADWIND_CONFIG');
  });

  it('reports a file that is wrong as check does, prints nothing, and exits with 2', async () => {
    const wrong = `${FILE}  timeout_seconds: soon\n`;
    const { code, terminal } = await migrate(wrong);
    const checked = new FakeTerminal({ cwd: terminal.cwd });
    expect(await run('check --operator-config notifications.yaml', checked, { ...NO_HOST, checkHost })).toBe(2);
    expect(code).toBe(2);
    expect(terminal.out).toBe('');
    expect(terminal.err).toBe(checked.err);
    expect(terminal.err).toContain('notifications.yaml:7:20  CONFIG_INVALID  `webhook.timeout_seconds`');
  });

  it('says that there is no such file', async () => {
    const terminal = new FakeTerminal({ cwd: await configFolder() });
    expect(await run('migrate nowhere.yaml', terminal, { ...NO_HOST, checkHost })).toBe(2);
    expect(terminal.err).toMatch(/CONFIG_NOT_FOUND .*nowhere\.yaml: there is no such file/);
  });
});
