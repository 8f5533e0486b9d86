import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { configFolder, HEAD, loadText } from './config-folder.js';

const NOTHING_LIKE_IT = 'which has no effect; docs/reference/configuration.md has every variable';

async function warningsOf(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  return (await loadConfig({ env, cwd: await configFolder() })).warnings;
}

describe('a variable that nobody knows', () => {
  it.each([
    ['HEADWIND_WEBHOOK_SECRETS', 'which has no effect; did you mean HEADWIND_WEBHOOK_SECRET?'],
    ['HEADWIND_TOKNE', 'which has no effect; did you mean HEADWIND_TOKEN?'],
    ['HEADWIND_COLOUR_OF_THE_SKY', NOTHING_LIKE_IT],
    ['WEBHOOK_TIMOUT', 'which has no effect; did you mean WEBHOOK_TIMEOUT?'],
    ['SLACK_WEBHOOK_URLS', 'which has no effect; did you mean SLACK_WEBHOOK_URL?'],
    ['PAGERDUTY_ENABLE', 'which has no effect; did you mean PAGERDUTY_ENABLED?'],
  ])('is told with the nearest right one, and without its value: %s', async (name, words) => {
    expect(await warningsOf({ [name]: 'hunter2' })).toEqual([`unknown variable ${name}, ${words}`]);
  });

  it.each([
    ['SLACK_BOT_TOKEN', 'TEAMS_TENANT', 'WEBHOOK_PATH', 'PAGERDUTY_TOKEN', 'SLACK_CHANNEL_ID', 'PATH'],
    ['HEADWIND_SERVICE_HOST', 'HEADWIND_SERVICE_PORT', 'HEADWIND_NOTIFICATIONS_SERVICE_PORT_HTTP'],
    ['HEADWIND_PORT', 'HEADWIND_PORT_8080_TCP', 'HEADWIND_PORT_8080_TCP_ADDR', 'HEADWIND_PORT_53_UDP_PROTO'],
    ['HEADWIND_URL', 'HEADWIND_DEBUG', 'HEADWIND_UI_URL', 'HEADWIND_API_URL', 'HEADWIND_OPERATE_TOKEN'],
  ])('is not one of other programs, of Kubernetes, or of the operator: %s', async (...names) => {
    expect(await warningsOf(Object.fromEntries(names.map((name) => [name, 'text'])))).toEqual([]);
  });

  it('is none of those that the reference lists', async () => {
    const page = await readFile(new URL('../../../../docs/reference/configuration.md', import.meta.url), 'utf8');
    const listed = new Set([...page.matchAll(/^\| `?(HEADWIND_[A-Z_]+)`?/gm)].map(([, name = '']) => name));
    expect(listed).toContain('HEADWIND_LISTEN');
    for (const name of listed) expect((await warningsOf({ [name]: 'text' })).join()).not.toContain('unknown variable');
  });

  it('is not one that is empty, or that stands beside the right one', async () => {
    expect(await warningsOf({ HEADWIND_TOKENS: '' })).toEqual([]);
    expect(await warningsOf({ SLACK_CHANNEL: '#a', SLACK_CHANNELS: '#a,#b' })).toEqual([]);
  });

  it('is not one that the file refers to; those that make channels are not read with a file', async () => {
    const text = `${HEAD}server: { tokens: ["$\{env:HEADWIND_PUBLISH_TOKEN}"] }\n`;
    const { warnings } = await loadText(text, {
      env: { HEADWIND_PUBLISH_TOKEN: 'a-long-enough-token', HEADWIND_LISTN: ':1', WEBHOOK_TIMOUT: '5' },
    });
    expect(warnings).toEqual(['unknown variable HEADWIND_LISTN, which has no effect; did you mean HEADWIND_LISTEN?']);
  });

  it("is told with the operator's file as well", async () => {
    const cwd = await configFolder({ 'n.yaml': 'slack: { enabled: true, webhook_url: "https://slack.example/x" }\n' });
    const env = { HEADWIND_TOKEN_: 'x', SLACK_CHANEL: '#a' };
    expect((await loadConfig({ operatorFile: 'n.yaml', env, cwd })).warnings).toEqual([
      'unknown variable HEADWIND_TOKEN_, which has no effect; did you mean HEADWIND_TOKEN?',
      'unknown variable SLACK_CHANEL, which has no effect; did you mean SLACK_CHANNEL?',
    ]);
  });

  it('is not told to a program that embeds the host, which reads none', async () => {
    const env = { HEADWIND_WEBHOOK_SECRETS: 'x', WEBHOOK_TIMOUT: '5' };
    expect((await loadConfig({ given: {}, embedded: true, env, cwd: await configFolder() })).warnings).toEqual([]);
  });
});
