import { checkConfig, validConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import { KUBERNETES_LOGO } from '../src/config.js';
import plugin from '../src/plugin.js';

const WORKFLOW =
  'https://default0.e1.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/7c6a180b36/triggers/manual/paths/invoke?api-version=1&sig=b1946ac92492d234';

async function problems(config: unknown): Promise<readonly { path: string; message: string }[]> {
  const { issues } = await checkConfig(plugin, config);
  return (issues ?? []).map(({ path, message }) => ({ path: (path ?? []).join('.'), message }));
}

describe('the configuration', () => {
  it('needs no more than the URL of a webhook, and has the Kubernetes logo', async () => {
    expect(await checkConfig(plugin, { webhookUrl: WORKFLOW })).toEqual({
      config: { webhookUrl: WORKFLOW, logoUrl: KUBERNETES_LOGO },
    });
  });

  it.each(['ftp://example.com/x', 'example.com', '', 'not a url', 7, undefined])(
    'refuses the webhook URL %j',
    async (webhookUrl) => {
      expect(await problems({ webhookUrl })).toEqual([
        { path: 'webhookUrl', message: expect.stringContaining('URL of a Workflows webhook') },
      ]);
    },
  );

  it('refuses credentials in the URL, which would not be sent', async () => {
    expect(await problems({ webhookUrl: 'https://user:pass@example.com/' })).toEqual([
      { path: 'webhookUrl', message: expect.stringContaining('not sent') },
    ]);
  });

  it.each([false, 'https://example.com/logo.png'])('takes the logo %j', async (logoUrl) => {
    expect(await validConfig(plugin, { webhookUrl: WORKFLOW, logoUrl })).toMatchObject({ logoUrl });
  });

  it.each([
    'http://example.com/logo.png',
    'logo.png',
    '',
    true,
    `https://example.com/${'ü'.repeat(400)}`,
    `https://example.com/?${'\\'.repeat(400)}`,
  ])('refuses the logo %j, which Teams would not show or which is too long', async (logoUrl) => {
    expect(await problems({ webhookUrl: WORKFLOW, logoUrl })).toEqual([
      { path: 'logoUrl', message: expect.stringContaining('https URL') },
    ]);
  });

  it('refuses a key nobody knows', async () => {
    expect(await problems({ webhookUrl: WORKFLOW, url: WORKFLOW })).toEqual([
      { path: '', message: expect.stringContaining('"url"') },
    ]);
  });

  it('marks the webhook URL as secret in its JSON Schema', () => {
    const schema = plugin.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    expect(schema).toMatchObject({
      required: ['webhookUrl'],
      additionalProperties: false,
      properties: { webhookUrl: { writeOnly: true } },
    });
  });
});

describe('the warnings', () => {
  it.each([
    'https://outlook.office.com/webhook/b1946ac9@7c6a180b/IncomingWebhook/92492d23/180b36',
    'https://outlook.office365.com/webhook/b1946ac9@7c6a180b/IncomingWebhook/92492d23/180b36',
    'https://contoso.webhook.office.com/webhookb2/b1946ac9@7c6a180b/IncomingWebhook/92492d23/180b36',
    'https://CONTOSO.webhook.office.com/webhookb2/b1946ac9@7c6a180b/IncomingWebhook/92492d23/180b36',
  ])('say of %s that connectors are retired, and name its host alone', async (webhookUrl) => {
    const config = await validConfig(plugin, { webhookUrl });
    const [warning = '', ...more] = plugin.warnings?.(config, () => true) ?? [];
    expect(more).toEqual([]);
    expect(warning).toContain(new URL(webhookUrl).host);
    expect(warning).toContain('retired');
    expect(warning).toContain('Workflows');
    expect(warning).not.toContain('docs/');
    for (const part of ['webhookb2', 'b1946ac9', '7c6a180b', '92492d23', '180b36']) expect(warning).not.toContain(part);
  });

  it.each([
    WORKFLOW.replace(/&sig=.*$/, ''),
    WORKFLOW.replace(/&sig=.*$/, '&sig='),
    'https://prod-11.westeurope.logic.azure.com:443/workflows/7c6a180b36/triggers/manual/paths/invoke?api-version=1',
  ])('say of %s that it seems incomplete', async (webhookUrl) => {
    const [warning = '', ...more] = plugin.warnings?.(await validConfig(plugin, { webhookUrl }), () => true) ?? [];
    expect(more).toEqual([]);
    expect(warning).toContain(`the URL at ${new URL(webhookUrl).host} seems incomplete: it has no "sig=…"`);
    expect(warning).not.toContain('7c6a180b36');
  });

  it.each([
    'https://hooks.slack.com/services/T0/B0/7c6a180b36',
    'https://hooks.slack-gov.com/services/T0/B0/7c6a180b36',
  ])('name the plugin to use for %s', async (webhookUrl) => {
    const [warning = '', ...more] = plugin.warnings?.(await validConfig(plugin, { webhookUrl }), () => true) ?? [];
    expect(more).toEqual([]);
    expect(warning).toContain(`${new URL(webhookUrl).host} belongs to Slack`);
    expect(warning).toContain('the plugin "slack"');
    expect(warning).not.toContain('7c6a180b36');
  });

  it.each([
    WORKFLOW,
    'https://prod-11.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=2',
    'https://webhook.office.com.example.com/x',
    'https://example.com/outlook.office.com',
  ])('are none for %s', async (webhookUrl) => {
    expect(plugin.warnings?.(await validConfig(plugin, { webhookUrl }), () => true)).toEqual([]);
  });
});
