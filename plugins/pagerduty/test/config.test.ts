import { checkConfig, validConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import { baseUrlOf } from '../src/config.js';
import plugin from '../src/plugin.js';
import { ROUTING_KEY } from './pagerduty.js';

async function problems(config: object): Promise<readonly { path: string; message: string }[]> {
  const { issues } = await checkConfig(plugin, { routingKey: ROUTING_KEY, ...config });
  return (issues ?? []).map(({ path, message }) => ({ path: (path ?? []).join('.'), message }));
}

describe('the configuration', () => {
  it('needs no more than a routing key', async () => {
    expect(await checkConfig(plugin, { routingKey: ROUTING_KEY })).toEqual({
      config: {
        routingKey: ROUTING_KEY,
        region: 'us',
        severities: { update_failed: 'error', rollback_triggered: 'warning', rollback_failed: 'critical' },
        acknowledgeApprovals: false,
        changeEvents: false,
      },
    });
  });

  it.each([
    ['u+3rschqsESqk9Q6_-gx', 'found 20 characters'],
    ['0123456789abcdef-123456789ABCDEF', 'found 32 characters that are not all letters and digits'],
    [`${ROUTING_KEY}0`, 'found 33 characters'],
    [`${ROUTING_KEY}\n`, 'found 33 characters'],
    ['', 'found 0 characters'],
  ])('refuses the routing key %j, says where the right one is, and does not repeat it', async (routingKey, found) => {
    const [problem, ...others] = await problems({ routingKey });
    expect(others).toEqual([]);
    expect(problem?.path).toBe('routingKey');
    expect(problem?.message).toContain(found);
    expect(problem?.message).toContain('the integration of type "Events API V2"');
    if (routingKey !== '') expect(problem?.message).not.toContain(routingKey);
  });

  it.each([undefined, null])(
    'says of the missing routing key %j what it is and where it is found',
    async (routingKey) => {
      expect(await problems({ routingKey })).toEqual([
        {
          path: 'routingKey',
          message: expect.stringMatching(/^Expected an integration key.* found none\. In PagerDuty/),
        },
      ]);
    },
  );

  it('says of a routing key that YAML reads as a number to quote it', async () => {
    expect(await problems({ routingKey: 1e31 })).toEqual([
      { path: 'routingKey', message: expect.stringMatching(/found a number: put the key in quotation marks\.$/) },
    ]);
  });

  it('refuses a list in place of the routing key', async () => {
    expect(await problems({ routingKey: [ROUTING_KEY] })).toEqual([
      { path: 'routingKey', message: expect.stringContaining('found no text') },
    ]);
  });

  it('refuses a region that PagerDuty does not have', async () => {
    expect(await problems({ region: 'ap' })).toEqual([
      { path: 'region', message: expect.stringContaining('"us"|"eu"') },
    ]);
  });

  it.each(['ftp://example.com', 'events.pagerduty.com', ''])('refuses the base URL %j', async (baseUrl) => {
    expect(await problems({ baseUrl })).toEqual([
      { path: 'baseUrl', message: expect.stringContaining('http or https URL') },
    ]);
  });

  it.each(['https://user:pass@example.com', 'https://example.com?team=a', 'https://example.com/#x'])(
    'refuses the base URL %s, of which not everything would be sent',
    async (baseUrl) => {
      expect(await problems({ baseUrl })).toEqual([
        { path: 'baseUrl', message: expect.stringContaining('would not be sent') },
      ]);
    },
  );

  it('refuses a base URL that ends with the path of the API', async () => {
    expect(await problems({ baseUrl: 'https://events.pagerduty.com/v2/enqueue/' })).toEqual([
      { path: 'baseUrl', message: expect.stringContaining('Leave out "/v2/enqueue"') },
    ]);
  });

  it.each(['javascript:alert(1)', 'headwind.example.com'])('refuses the client URL %j', async (clientUrl) => {
    expect(await problems({ clientUrl })).toEqual([
      { path: 'clientUrl', message: expect.stringContaining('http or https URL') },
    ]);
  });

  it('fills in the severities that are left out', async () => {
    const { severities } = await validConfig(plugin, {
      routingKey: ROUTING_KEY,
      severities: { update_failed: 'info' },
    });
    expect(severities).toEqual({ update_failed: 'info', rollback_triggered: 'warning', rollback_failed: 'critical' });
  });

  it.each([
    [{ update_failed: 'fatal' }, 'severities.update_failed', '"critical"|"error"|"warning"|"info"'],
    [{ update_completed: 'info' }, 'severities', '"update_completed"'],
  ])('refuses the severities %j', async (severities, path, message) => {
    expect(await problems({ severities })).toEqual([{ path, message: expect.stringContaining(message) }]);
  });

  it('refuses a key nobody knows', async () => {
    expect(await problems({ routing_key: ROUTING_KEY })).toEqual([
      { path: '', message: expect.stringContaining('"routing_key"') },
    ]);
  });

  it('marks the routing key, and nothing else, as secret in its JSON Schema', () => {
    const schema = JSON.stringify(plugin.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' }));
    expect(schema.match(/"writeOnly":true/g)).toHaveLength(1);
    expect(JSON.parse(schema)).toMatchObject({
      required: ['routingKey'],
      additionalProperties: false,
      properties: { routingKey: { writeOnly: true } },
    });
  });
});

describe('where events go', () => {
  it.each([
    [{}, 'https://events.pagerduty.com'],
    [{ region: 'eu' }, 'https://events.eu.pagerduty.com'],
    [{ region: 'eu', baseUrl: 'http://relay.example.com:8080/pagerduty//' }, 'http://relay.example.com:8080/pagerduty'],
  ])('is with %j %s', async (config, url) => {
    expect(baseUrlOf(await validConfig(plugin, { routingKey: ROUTING_KEY, ...config }))).toBe(url);
  });
});
