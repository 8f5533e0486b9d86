import { checkConfig, validConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import plugin from '../src/plugin.js';
import { API_KEY } from './opsgenie.js';

async function problems(settings: object): Promise<readonly { path: string; message: string }[]> {
  const { issues } = await checkConfig(plugin, { apiKey: API_KEY, ...settings });
  return (issues ?? []).map(({ path, message }) => ({ path: (path ?? []).join('.'), message }));
}

describe('the configuration', () => {
  it('needs no more than a key', async () => {
    expect(await checkConfig(plugin, { apiKey: API_KEY })).toEqual({
      config: {
        apiKey: API_KEY,
        region: 'us',
        priorities: { update_failed: 'P3', rollback_triggered: 'P3', rollback_failed: 'P1' },
        tags: [],
      },
    });
  });

  it('keeps the default priority of the kinds that are not named', async () => {
    const { priorities } = await validConfig(plugin, { apiKey: API_KEY, priorities: { rollback_triggered: 'P1' } });
    expect(priorities).toEqual({ update_failed: 'P3', rollback_triggered: 'P1', rollback_failed: 'P1' });
  });

  it('refuses a key with its scheme before it, and says to leave that out', async () => {
    expect(await problems({ apiKey: `GenieKey ${API_KEY}` })).toEqual([
      { path: 'apiKey', message: expect.stringContaining('Leave "GenieKey" out') },
    ]);
  });

  it.each([undefined, null])('says of the missing key %j what it is and where it is found', async (apiKey) => {
    expect(await problems({ apiKey })).toEqual([
      { path: 'apiKey', message: expect.stringMatching(/^Expected the API key.* found none\. In Opsgenie/) },
    ]);
  });

  it('says of a key that YAML reads as a number to quote it', async () => {
    expect(await problems({ apiKey: 1e31 })).toEqual([
      { path: 'apiKey', message: expect.stringMatching(/found a number: put the key in quotation marks\.$/) },
    ]);
  });

  it('refuses a list in place of the key', async () => {
    expect(await problems({ apiKey: [API_KEY] })).toEqual([
      { path: 'apiKey', message: expect.stringContaining('found no text') },
    ]);
  });

  it.each(['', 'two words', 'kéy', 'key\r\nx-evil: 1'])(
    'refuses the key %j, which no header can carry',
    async (apiKey) => {
      expect(await problems({ apiKey })).toEqual([
        { path: 'apiKey', message: expect.stringContaining('Expected the API key') },
      ]);
    },
  );

  it.each([
    ['ftp://example.com', 'http or https URL'],
    ['api.opsgenie.com', 'http or https URL'],
    ['https://user:pass@example.com', 'Give the key as "apiKey"'],
    ['https://example.com/?a=b', 'without a query'],
    ['https://example.com/#top', 'without a fragment'],
    ['https://api.opsgenie.com/v2/alerts', 'Leave "/v2/alerts" out'],
    ['https://api.opsgenie.com/v2/', 'Leave "/v2/alerts" out'],
  ])('refuses the base URL %s', async (baseUrl, message) => {
    expect(await problems({ baseUrl })).toEqual([{ path: 'baseUrl', message: expect.stringContaining(message) }]);
  });

  it.each([
    [{ region: 'apac' }, 'region'],
    [{ priorities: { update_failed: 'P6' } }, 'priorities.update_failed'],
    [{ priorities: { update_failed: 1 } }, 'priorities.update_failed'],
    [{ tags: ['x'.repeat(51)] }, 'tags.0'],
    [{ tags: [' '] }, 'tags.0'],
    [{ tags: Array.from({ length: 18 }, (_, index) => `tag-${index}`) }, 'tags'],
  ])('refuses %j', async (settings, path) => {
    expect(await problems(settings)).toEqual([{ path, message: expect.any(String) }]);
  });

  it('refuses a priority for a kind that opens no alert', async () => {
    expect(await problems({ priorities: { update_completed: 'P5' } })).toEqual([
      { path: 'priorities', message: expect.stringContaining('"update_completed"') },
    ]);
  });

  it.each([
    { type: 'team', name: 'platform' },
    { type: 'team', id: '4513b7ea-3b91-438f-b7e4-e3e54af9147c' },
    { type: 'user', username: 'trinity@example.com' },
    { type: 'escalation', name: 'platform_escalation' },
    { type: 'schedule', name: 'platform_schedule' },
  ])('takes the responder %j', async (responder) => {
    expect(await problems({ responders: [responder] })).toEqual([]);
  });

  it.each([
    [{ type: 'team' }, 'responders.0', '"id" and "name" for the team'],
    [{ type: 'team', id: '1', name: 'platform' }, 'responders.0', '"id" and "name" for the team'],
    [{ type: 'schedule', id: '1', username: 'trinity' }, 'responders.0', '"id" and "name" for the schedule'],
    [{ type: 'user' }, 'responders.0', '"id" and "username" for the user'],
    [{ type: 'user', name: 'trinity' }, 'responders.0', '"id" and "username" for the user'],
    [{ type: 'group', name: 'platform' }, 'responders.0.type', '"team"|"user"|"escalation"|"schedule"'],
    [{ name: 'platform' }, 'responders.0.type', '"team"|"user"|"escalation"|"schedule"'],
    [{ type: 'team', name: ' ' }, 'responders.0.name', 'It is empty'],
  ])('refuses the responder %j', async (responder, path, message) => {
    expect(await problems({ responders: [responder] })).toEqual([{ path, message: expect.stringContaining(message) }]);
  });

  it('refuses a key nobody knows', async () => {
    expect(await problems({ apikey: 'x' })).toEqual([{ path: '', message: expect.stringContaining('"apikey"') }]);
  });

  it('marks the key as a secret in its JSON Schema, and describes every field', () => {
    const schema = plugin.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    expect(schema).toMatchObject({ required: ['apiKey'], properties: { apiKey: { writeOnly: true } } });
    const fields = Object.values(Object(schema.properties));
    expect(fields.length).toBe(6);
    for (const field of fields) expect(field).toHaveProperty('description');
  });
});
