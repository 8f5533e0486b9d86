import { type Description, describe as describeEvent, EVENT_KINDS, type HeadwindEvent } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it } from 'vitest';
import plugin from '../src/plugin.js';
import { type AlertRequest, requestsFor } from '../src/request.js';
import { API_KEY } from './opsgenie.js';

const ALIAS = 'production/nginx-deployment/nginx nginx:1.26.0 -> nginx:1.27.0';

interface Circumstances {
  readonly settings?: object;
  readonly words?: Partial<Description>;
}

async function requests(event: HeadwindEvent, { settings = {}, words = {} }: Circumstances = {}) {
  const config = await validConfig(plugin, { apiKey: API_KEY, ...settings });
  return requestsFor(event, (each) => ({ ...describeEvent(each), ...words }), config);
}

async function request(event: HeadwindEvent, circumstances?: Circumstances): Promise<AlertRequest | undefined> {
  return (await requests(event, circumstances))[0];
}

describe('a failure', () => {
  it('opens an alert with everything the specification says of the event', async () => {
    expect(
      await request(eventOf('update_failed', { data: { uiUrl: 'https://headwind.example.com/updates' } })),
    ).toEqual({
      action: 'open',
      method: 'POST',
      url: 'https://api.opsgenie.com/v2/alerts',
      json: {
        message: 'Update Failed: nginx-deployment (production), nginx:1.26.0 → nginx:1.27.0',
        alias: ALIAS,
        description: [
          'Deployment: nginx-deployment (production)',
          'Container: nginx',
          'Error: deployments.apps "nginx-deployment" is forbidden',
          'Current Image: nginx:1.26.0',
          'New Image: nginx:1.27.0',
          'Approved By: admin@example.com',
          '',
          'Open in Headwind: https://headwind.example.com/updates',
        ].join('\n'),
        tags: ['headwind', 'update_failed', 'production'],
        details: {
          Event: 'update_failed',
          'Event Id': 'nginx-update_failed',
          Deployment: 'nginx-deployment (production)',
          Container: 'nginx',
          Error: 'deployments.apps "nginx-deployment" is forbidden',
          'Current Image': 'nginx:1.26.0',
          'New Image': 'nginx:1.27.0',
          'Approved By': 'admin@example.com',
        },
        entity: 'production/nginx-deployment',
        source: 'Headwind',
        user: 'Headwind',
        priority: 'P3',
      },
    });
  });

  it.each([
    ['update_failed', 'P3'],
    ['rollback_triggered', 'P3'],
    ['rollback_failed', 'P1'],
  ] as const)('%s has the priority %s', async (kind, priority) => {
    expect(await request(eventOf(kind))).toMatchObject({ json: { priority } });
  });

  it('of a rollback raises the priority of the alert that the rollback has opened', async () => {
    const settings = { priorities: { rollback_failed: 'P2' } };
    expect((await requests(eventOf('rollback_failed'), { settings })).slice(1)).toEqual([
      {
        action: 'raise',
        method: 'PUT',
        url: `https://api.opsgenie.com/v2/alerts/${encodeURIComponent(ALIAS)}/priority?identifierType=alias`,
        json: { priority: 'P2' },
      },
    ]);
    for (const kind of ['update_failed', 'rollback_triggered'] as const) {
      expect(await requests(eventOf(kind))).toHaveLength(1);
    }
  });

  it('has twenty tags at most, as the configuration gives no more than seventeen', async () => {
    const tags = Array.from({ length: 17 }, (_, index) => `tag-${index}`);
    const { json } = Object(await request(eventOf('update_failed'), { settings: { tags } }));
    expect(json.tags).toEqual(['headwind', 'update_failed', 'production', ...tags]);
  });

  it('has the configured priority, tags and responders', async () => {
    const responders = [{ type: 'team', name: 'platform' }];
    const settings = { priorities: { rollback_triggered: 'P2' }, tags: ['cluster-1', 'headwind'], responders };
    expect(await request(eventOf('rollback_triggered'), { settings })).toMatchObject({
      json: { priority: 'P2', tags: ['headwind', 'rollback_triggered', 'production', 'cluster-1'], responders },
    });
  });
});

describe('an end', () => {
  it.each(['update_completed', 'rollback_completed', 'update_rejected'] as const)(
    '%s closes the alert of its update by its alias',
    async (kind) => {
      const closing = await request(eventOf(kind));
      expect(closing?.action).toBe('close');
      const url = new URL(closing?.url ?? '');
      expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'v2', 'alerts', ALIAS, 'close']);
      expect(url.search).toBe('?identifierType=alias');
    },
  );

  it('says in the note what ended it', async () => {
    expect(await request(eventOf('update_rejected'))).toMatchObject({
      json: {
        source: 'Headwind',
        user: 'Headwind',
        note: expect.stringMatching(/^Update Rejected: .*\n\n.*Reason: Not before the weekend/s),
      },
    });
  });
});

describe('the alert of an update', () => {
  it('has one alias over all kinds of event', async () => {
    const all = (await Promise.all(EVENT_KINDS.map((kind) => requests(eventOf(kind))))).flat();
    const aliases = all.map(({ json, url }) =>
      'alias' in json ? json.alias : decodeURIComponent(url.split('/').at(-2) ?? ''),
    );
    expect(aliases).toEqual(Array.from({ length: 7 }, () => ALIAS));
  });

  it.each(['update_detected', 'update_request_created', 'update_approved'] as const)(
    'is left alone by %s',
    async (kind) => {
      expect(await request(eventOf(kind))).toBeUndefined();
    },
  );

  it.each([
    [{ region: 'eu' }, 'https://api.eu.opsgenie.com/v2/alerts'],
    [
      { baseUrl: 'https://api.atlassian.com/jsm/ops/integration/' },
      'https://api.atlassian.com/jsm/ops/integration/v2/alerts',
    ],
    [{ region: 'eu', baseUrl: 'http://127.0.0.1:8080' }, 'http://127.0.0.1:8080/v2/alerts'],
  ])('is posted where %j says', async (settings, url) => {
    expect((await request(eventOf('update_failed'), { settings }))?.url).toBe(url);
  });
});

describe('the words of templates', () => {
  const event = eventOf('rollback_failed');

  it('stand in the message and the description', async () => {
    const words = { summary: 'nginx is broken: call the team', text: 'Runbook: roll forward.' };
    expect(await request(event, { words })).toMatchObject({
      json: {
        message: 'nginx is broken: call the team',
        description: expect.stringMatching(/^Runbook: roll forward\.\n\nDeployment: /),
      },
    });
  });

  it.each(['', ' \n ', '\u0000'])('cannot leave the alert without a message: %j', async (summary) => {
    expect(await request(event, { words: { summary } })).toMatchObject({
      json: { message: 'rollback_failed: production/nginx-deployment' },
    });
  });

  it('keep facts apart that have one name, also those of our own', async () => {
    const facts = [
      { name: 'Team', value: 'a' },
      { name: 'Team', value: 'b' },
      { name: 'Event', value: 'c' },
      { name: '', value: 'd' },
      { name: '__proto__', value: 'e' },
      { name: 'Empty', value: ' ' },
    ];
    const details = Object(await request(event, { words: { facts } })).json.details;
    expect(Object.entries(details).slice(2)).toEqual([
      ['Team', 'a'],
      ['Team (2)', 'b'],
      ['Event (2)', 'c'],
      ['Fact', 'd'],
      ['__proto__', 'e'],
    ]);
  });

  it('name only addresses that lead somewhere, and those as browsers send them', async () => {
    const links = [
      { text: 'Open\nit', url: 'https://exämple.com/?a\\b' },
      { text: ' ', url: 'https://example.com/' },
      { text: 'No', url: 'javascript:alert(1)' },
      { text: 'No', url: `https://example.com/${'x'.repeat(4_900)}` },
    ];
    const { description } = Object(await request(event, { words: { links, facts: [] } })).json;
    expect(description).toBe('Open it: https://xn--exmple-cua.com/?a%5Cb\nhttps://example.com/');
  });

  it('open no tag and reorder no text, wherever they stand', async () => {
    const evil = '<img src=x onerror=alert(1)>\u202e';
    const url = 'https://example.com/<script>';
    const words = { summary: evil, text: evil, facts: [{ name: evil, value: evil }], links: [{ text: evil, url }] };
    for (const each of [event, eventOf('rollback_completed')]) {
      const sent = JSON.stringify((await request(each, { words }))?.json);
      expect(sent).toContain('‹img src=x onerror=alert(1)>');
      expect(sent).toContain('https://example.com/%3Cscript%3E');
      expect(sent).not.toMatch(/[<\u202e]/);
    }
  });
});
