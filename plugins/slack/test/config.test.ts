import { checkConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import plugin from '../src/plugin.js';

const WEBHOOK = 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX';
const TOKEN = 'xoxb-000000000000-XXXXXXXXXXXXXXXXXXXXXXXX';

async function problems(config: unknown): Promise<readonly { path: string; message: string }[]> {
  const { issues } = await checkConfig(plugin, config);
  return (issues ?? []).map(({ path, message }) => ({ path: (path ?? []).join('.'), message }));
}

async function warnings(config: unknown): Promise<readonly string[]> {
  const checked = await checkConfig(plugin, config);
  return checked.issues === undefined ? (plugin.warnings?.(checked.config, () => true) ?? []) : [];
}

describe('the configuration', () => {
  it('needs no more than a webhook', async () => {
    expect(await checkConfig(plugin, { webhookUrl: WEBHOOK })).toEqual({ config: { webhookUrl: WEBHOOK } });
  });

  it('is what the environment makes of the variables of the specification', async () => {
    const config = { webhookUrl: WEBHOOK, channel: '#deployments', username: 'Headwind Bot', iconEmoji: ':rocket:' };
    expect(await checkConfig(plugin, config)).toEqual({ config });
  });

  it('needs no more than a token and a channel, and has threads then', async () => {
    expect(await checkConfig(plugin, { token: TOKEN, channel: '#deployments' })).toEqual({
      config: {
        token: TOKEN,
        channel: '#deployments',
        threads: true,
        broadcast: 'error',
        apiUrl: 'https://slack.com/api',
      },
    });
  });

  it('takes the id of a channel, and another API', async () => {
    const config = { token: TOKEN, channel: 'C0123456789', apiUrl: 'https://slack-gov.com/api/', broadcast: 'never' };
    expect(await checkConfig(plugin, config)).toMatchObject({
      config: { channel: 'C0123456789', apiUrl: 'https://slack-gov.com/api', broadcast: 'never' },
    });
  });

  it('refuses neither a webhook nor a token, and says what both are', async () => {
    expect(await problems({})).toEqual([{ path: '', message: expect.stringMatching(/"webhookUrl".*"token"/) }]);
  });

  it('refuses both', async () => {
    expect(await problems({ webhookUrl: WEBHOOK, token: TOKEN, channel: '#a' })).toEqual([
      { path: 'token', message: expect.stringContaining('beside "webhookUrl"') },
    ]);
  });

  it.each([{ threads: true }, { broadcast: 'info' }, { apiUrl: 'https://slack.com/api' }])(
    'refuses %j with a webhook, which cannot do that',
    async (setting) => {
      expect(await problems({ webhookUrl: WEBHOOK, ...setting })).toEqual([
        { path: Object.keys(setting)[0], message: expect.stringContaining('A webhook has no use for it') },
      ]);
    },
  );

  it.each(['ftp://example.com/x', 'hooks.slack.com/services/T/B/X', '', 7])('refuses the webhook %j', async (url) => {
    expect(await problems({ webhookUrl: url })).toEqual([
      { path: 'webhookUrl', message: expect.stringContaining('http or https URL') },
    ]);
  });

  it.each([
    ['xoxp-0000-secret', 'the token of a person'],
    ['xoxe.xoxb-1-secret', 'token rotation'],
    ['xapp-1-secret', 'of the app as a whole'],
    ['secret', 'starts with "xoxb-"'],
    ['xoxb-two\nlines-secret', 'starts with "xoxb-"'],
    ['', 'starts with "xoxb-"'],
  ])('refuses the token %j without repeating it', async (token, message) => {
    const found = await problems({ token, channel: '#deployments' });
    expect(found).toEqual([{ path: 'token', message: expect.stringContaining(message) }]);
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  it.each([undefined, null, 'deployments', '#', '# deployments', '', '@somebody'])(
    'refuses the channel %j with a token, and reminds of the quotation marks',
    async (channel) => {
      expect(await problems({ token: TOKEN, channel })).toEqual([
        { path: 'channel', message: expect.stringMatching(/"#deployments".*# begins a comment/) },
      ]);
    },
  );

  it.each([':rocket', 'rocket:', ': rocket :', 'two words', '🚀', ''])('refuses the icon %j', async (iconEmoji) => {
    expect(await problems({ webhookUrl: WEBHOOK, iconEmoji })).toEqual([
      { path: 'iconEmoji', message: expect.stringContaining(':rocket:') },
    ]);
  });

  it.each([
    ['rocket', ':rocket:'],
    [':rocket:', ':rocket:'],
    ['+1', ':+1:'],
    [':wave::skin-tone-2:', ':wave::skin-tone-2:'],
  ])('takes the icon %j for %s', async (iconEmoji, taken) => {
    expect(await checkConfig(plugin, { webhookUrl: WEBHOOK, iconEmoji })).toMatchObject({
      config: { iconEmoji: taken },
    });
  });

  it.each(['https://hooks.slack.com', 'https://hooks.slack.com/'])(
    'refuses the webhook %s, which is not whole',
    async (webhookUrl) => {
      expect(await problems({ webhookUrl })).toEqual([
        { path: 'webhookUrl', message: expect.stringContaining('its path is missing') },
      ]);
    },
  );

  it.each([
    'https://user:secret@slack.com/api',
    'https://slack.com/api?x=secret',
    'https://slack.com/api#secret',
    'https://slack.com/api/chat.postMessage',
    'https://slack.com/api/chat.postMessage/',
  ])('refuses the API at %s, since the names of methods are added to it', async (apiUrl) => {
    const found = await problems({ token: TOKEN, channel: '#deployments', apiUrl });
    expect(found).toEqual([{ path: 'apiUrl', message: expect.stringContaining('https://slack.com/api.') }]);
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  it('refuses a key nobody knows', async () => {
    expect(await problems({ webhookUrl: WEBHOOK, url: 'x' })).toEqual([
      { path: '', message: expect.stringContaining('"url"') },
    ]);
  });

  it('warns of the address of a workflow, by its host alone', async () => {
    const said = await warnings({ webhookUrl: 'https://hooks.slack.com/triggers/T0001/b1946ac92492d234' });
    expect(said).toEqual([expect.stringMatching(/hooks\.slack\.com starts a workflow.*incoming webhook/)]);
    expect(said.join()).not.toContain('b1946ac92492d234');
  });

  it("says nothing of a name or channel with a webhook, as in the specification's example for production", async () => {
    expect(await warnings({ webhookUrl: WEBHOOK, channel: '#production-alerts', username: 'Headwind' })).toEqual([]);
    expect(await warnings({ token: TOKEN, channel: '#deployments' })).toEqual([]);
  });

  it('marks what is secret, and shows its defaults, in its JSON Schema', () => {
    expect(plugin.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' })).toMatchObject({
      additionalProperties: false,
      properties: {
        webhookUrl: { writeOnly: true },
        token: { writeOnly: true },
        threads: { default: true },
        broadcast: { default: 'error' },
        apiUrl: { default: 'https://slack.com/api' },
      },
    });
  });
});
