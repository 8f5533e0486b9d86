import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { withoutCredentials } from '../../src/config/without-credentials.js';
import { configFolder, HEAD, loadText, told } from './config-folder.js';

const URL_WITH_SECRET = 'https://hooks.slack.com/services/T0001/B0001/SECRETSECRET';

describe('a text of the configuration that a message shows', () => {
  it.each([
    [URL_WITH_SECRET, 'https://hooks.slack.com/…'],
    ['https://user:SECRET@example.com', 'https://example.com/…'],
    ['https://example.com?sig=SECRET', 'https://example.com/…'],
    ['see https://example.com/a, or http://10.0.0.1:8080/b', 'see https://example.com/… or http://10.0.0.1:8080/…'],
    ['http://[/SECRET', 'http://…'],
    ['xoxb-000000000000-SECRET', 'xoxb-…'],
    ['whsec_U0VDUkVU', 'whsec_…'],
    ['R0UT1NGK3Y00000000000000000000AB', '…'],
    ['b1946ac9-2492-d234-7c6a-180b36fd1a8c', '…'],
  ])('%s becomes %s', (text, shown) => {
    expect(withoutCredentials(text)).toBe(shown);
  });

  it.each(['https://example.com/', 'update_faild', '10 sec', 'namespace-of-the-payments-team-2024', '$${'])(
    '%s stays as it is',
    (text) => {
      expect(withoutCredentials(text)).toBe(text);
    },
  );

  it('has nothing of a URL but its host, whatever the URL', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.stringMatching(/^[A-Za-z0-9]{8,40}$/), (url, secret) => {
        const text = withoutCredentials(`${url.replace(/\/$/, '')}/${secret}`);
        expect(text).toBe(`${new URL(url).protocol}//${new URL(url).host}/…`);
      }),
    );
  });
});

describe('a credential in the wrong place', () => {
  it.each([
    ['for an instance', `plugins: { slack: "${URL_WITH_SECRET}" }`],
    ['for a plugin', `plugins: { slack: { use: "${URL_WITH_SECRET}" } }`],
    ['for a kind of event', `plugins: { slack: { use: console, when: { events: ["${URL_WITH_SECRET}"] } } }`],
    ['for a duration', `plugins: { slack: { use: console, timeout: "${URL_WITH_SECRET}" } }`],
    ['for a key', 'plugins: { slack: { use: console, xoxb-SECRETSECRET: token } }'],
    ['for a name', 'plugins: { xoxb-SECRETSECRET: { use: 1 } }'],
    ['for a reference', `plugins: { slack: { use: "\${${URL_WITH_SECRET}}" } }`],
    ['for a key twice', 'xoxb-SECRETSECRET: 1\nxoxb-SECRETSECRET: 2'],
    ['for an alias', 'log: *xoxb-SECRETSECRET'],
  ])('is reported without being shown: %s', async (_what, yaml) => {
    const problems = told(await loadText(`${HEAD}${yaml}\n`));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).not.toContain('SECRET');
  });

  it.each(['SLACK_ENABLED', 'WEBHOOK_TIMEOUT', 'WEBHOOK_MAX_RETRIES'])('is not shown for %s', async (variable) => {
    const env = { WEBHOOK_ENABLED: 'true', WEBHOOK_URL: 'https://example.com', [variable]: URL_WITH_SECRET };
    const problems = told(await loadConfig({ env, cwd: await configFolder() }));
    expect(problems.join()).toContain(`\`${variable}\`: found "https://hooks.slack.com/…"`);
    expect(problems.join()).not.toContain('SECRET');
  });
});
