import {
  type Description,
  describe as describeEvent,
  EVENT_KINDS,
  type EventKind,
  type Fact,
  type Link,
} from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { openPagerDuty } from './pagerduty.js';

const EVENT = eventOf('update_failed');

const DEDUP_KEY = 'production/nginx-deployment/nginx nginx:1.26.0 -> nginx:1.27.0';

/** Every switch on. */
const EVERYTHING = {
  acknowledgeApprovals: true,
  changeEvents: true,
  clientUrl: 'https://headwind.example.com/',
};

/** What is sent for an event that is described so. */
async function trigger(described: Partial<Description>): Promise<unknown> {
  const { channel } = await openPagerDuty({}, (event) => ({ ...describeEvent(event), ...described }));
  return channel.preview?.(EVENT);
}

async function details(described: Partial<Description>): Promise<unknown> {
  return JSON.parse(JSON.stringify(await trigger(described))).json.payload.custom_details;
}

describe('the messages', () => {
  it.each(['update_failed', 'rollback_triggered', 'rollback_failed'] as const)('of %s trigger', async (kind) => {
    const { channel } = await openPagerDuty();
    expect(channel.preview?.(eventOf(kind))).toMatchObject({ json: { event_action: 'trigger' } });
  });

  it.each(['update_completed', 'update_rejected', 'rollback_completed'] as const)(
    'of %s resolve, and say nothing that PagerDuty would not read',
    async (kind) => {
      const { channel } = await openPagerDuty();
      expect(channel.preview?.(eventOf(kind))).toEqual({
        method: 'POST',
        url: 'events.pagerduty.com/v2/enqueue',
        headers: { 'content-type': 'application/json' },
        json: { routing_key: '[secret]', event_action: 'resolve', dedup_key: DEDUP_KEY },
      });
    },
  );

  it('of update_approved acknowledge only where that is configured', async () => {
    const approved = eventOf('update_approved');
    expect((await openPagerDuty()).channel.preview?.(approved)).toBeUndefined();
    expect((await openPagerDuty(EVERYTHING)).channel.preview?.(approved)).toMatchObject({
      json: { event_action: 'acknowledge', dedup_key: DEDUP_KEY },
    });
  });

  it('say all there is to know when they trigger', async () => {
    const { channel } = await openPagerDuty(EVERYTHING);
    const uiUrl = 'https://headwind.example.com/updates/production/nginx-update-v1-27-0';
    expect(channel.preview?.(eventOf('update_failed', { data: { uiUrl } }))).toMatchObject({
      json: {
        routing_key: '[secret]',
        event_action: 'trigger',
        dedup_key: DEDUP_KEY,
        client: 'Headwind',
        client_url: 'https://headwind.example.com/',
        payload: {
          summary: 'Update Failed: nginx-deployment (production), nginx:1.26.0 → nginx:1.27.0',
          source: 'production/nginx-deployment',
          timestamp: '2025-11-06T10:30:00Z',
          severity: 'error',
          component: 'nginx',
          group: 'production',
          class: 'update_failed',
          custom_details: {
            Deployment: 'nginx-deployment (production)',
            Error: 'deployments.apps "nginx-deployment" is forbidden',
            'Event ID': 'nginx-update_failed',
            'Delivery ID': 'nginx-update_failed/test',
          },
        },
        links: [{ href: uiUrl, text: 'Open in Headwind' }],
      },
    });
  });

  it('of a completed update are a change event as well where that is configured', async () => {
    const { channel } = await openPagerDuty({ ...EVERYTHING, region: 'eu' });
    expect(channel.preview?.(eventOf('update_completed'))).toEqual([
      expect.objectContaining({ json: { routing_key: '[secret]', event_action: 'resolve', dedup_key: DEDUP_KEY } }),
      {
        method: 'POST',
        url: 'events.eu.pagerduty.com/v2/change/enqueue',
        headers: { 'content-type': 'application/json' },
        json: {
          routing_key: '[secret]',
          payload: {
            summary: 'Update Completed: nginx-deployment (production), nginx:1.26.0 → nginx:1.27.0',
            source: 'production/nginx-deployment',
            timestamp: '2025-11-06T10:30:00Z',
            custom_details: expect.objectContaining({ 'Old Image': 'nginx:1.26.0', 'New Image': 'nginx:1.27.0' }),
          },
          links: [],
        },
      },
    ]);
  });

  it('of one update share one key, also where a rollback names the images the other way round', async () => {
    const { channel } = await openPagerDuty(EVERYTHING);
    const kinds = EVENT_KINDS.filter((kind) => kind !== 'update_detected' && kind !== 'update_request_created');
    const keys = kinds.map(
      (kind) => /"dedup_key":"([^"]*)"/.exec(JSON.stringify(channel.preview?.(eventOf(kind))))?.[1],
    );
    expect(new Set(keys)).toEqual(new Set([DEDUP_KEY]));
  });

  it.each<[EventKind, object]>([
    ['update_failed', { update_failed: 'info' }],
    ['rollback_triggered', { rollback_triggered: 'info' }],
    ['rollback_failed', { rollback_failed: 'info' }],
  ])('of %s have the severity that %j gives it', async (kind, severities) => {
    const { channel } = await openPagerDuty({ severities });
    expect(channel.preview?.(eventOf(kind))).toMatchObject({ json: { payload: { severity: 'info' } } });
  });

  it('have no client_url, component or links where none is known', async () => {
    const { channel } = await openPagerDuty();
    const { container: _, ...data } = EVENT.data;
    const preview = channel.preview?.({ ...EVENT, data });
    expect(preview).toMatchObject({ json: { client: 'Headwind', links: [] } });
    expect(preview).not.toHaveProperty('json.client_url');
    expect(preview).not.toHaveProperty('json.payload.component');
  });

  it('have the time in UTC, and none where PagerDuty could not read it', async () => {
    const { channel } = await openPagerDuty();
    const at = (time: string) => channel.preview?.({ ...EVENT, time });
    expect(at('2025-11-06T12:30+02:00')).toMatchObject({
      json: { payload: { timestamp: '2025-11-06T10:30:00Z' } },
    });
    expect(at('9999-12-31T23:59:59Z')).toMatchObject({ json: { payload: { timestamp: '9999-12-31T23:59:59Z' } } });
    for (const time of ['yesterday', '9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00+14:00']) {
      expect(at(time)).not.toHaveProperty('json.payload.timestamp');
    }
  });
});

describe('the summary', () => {
  it('is what a template made of it, and its text stands among the details', async () => {
    expect(await trigger({ summary: 'nginx is down: call Ada', text: 'Call Ada.\nThen Grace.' })).toMatchObject({
      json: { payload: { summary: 'nginx is down: call Ada', custom_details: { Text: 'Call Ada.\nThen Grace.' } } },
    });
  });

  it('is one line of at most 1,024 characters', async () => {
    expect(await trigger({ summary: `one\n\n two\t${'x'.repeat(2_000)}` })).toMatchObject({
      json: { payload: { summary: `one two ${'x'.repeat(1_015)}…` } },
    });
  });

  it.each([
    [{ summary: ' \n', title: 'Down' }, 'Down'],
    [{ summary: '\u0007', title: '' }, 'update_failed production/nginx-deployment'],
  ])('is never blank: with %j it is %j', async (described, summary) => {
    expect(await trigger(described)).toMatchObject({ json: { payload: { summary } } });
  });
});

describe('the details', () => {
  it('keep facts of the same name apart, also from what the details say themselves', async () => {
    const facts = [
      { name: 'Team', value: 'a' },
      { name: 'Team', value: 'b' },
      { name: 'Event ID', value: 'c' },
      { name: '__proto__', value: 'd' },
      { name: ' \n', value: 'e' },
      { name: 'two\nlines', value: 'f' },
    ];
    expect(Object.entries(Object(await details({ facts })))).toEqual([
      ['Team', 'a'],
      ['Team (2)', 'b'],
      ['Event ID (2)', 'c'],
      ['__proto__', 'd'],
      ['Fact', 'e'],
      ['two lines', 'f'],
      ['Event ID', 'nginx-update_failed'],
      ['Delivery ID', 'nginx-update_failed/test'],
    ]);
  });

  it('leave out facts without a value', async () => {
    expect(await details({ facts: [{ name: 'Team', value: ' ' }] })).not.toHaveProperty('Team');
  });

  it('show 30 facts and say how many they leave out', async () => {
    const facts: Fact[] = Array.from({ length: 60 }, (_, index) => ({ name: `Fact ${index}`, value: 'x' }));
    const shown = await details({ facts });
    expect(Object.keys(Object(shown)).filter((name) => name.startsWith('Fact '))).toHaveLength(30);
    expect(shown).toMatchObject({ 'Left out': '30 more' });
  });

  it('shorten what is long', async () => {
    const facts = [{ name: 'n'.repeat(500), value: 'v'.repeat(5_000) }];
    expect(await details({ facts, text: 't'.repeat(10_000) })).toMatchObject({
      Text: `${'t'.repeat(8_191)}…`,
      [`${'n'.repeat(99)}…`]: `${'v'.repeat(2_047)}…`,
    });
  });
});

describe('the links', () => {
  async function links(given: readonly Link[]): Promise<unknown> {
    return JSON.parse(JSON.stringify(await trigger({ links: given }))).json.links;
  }

  it('have their URL in ASCII, and a text', async () => {
    expect(await links([{ text: '', url: 'https://exämple.com/ä b' }])).toEqual([
      { href: 'https://xn--exmple-cua.com/%C3%A4%20b', text: 'Link' },
    ]);
    expect(await links([{ text: 'Open\nit', url: 'https://example.com/?a\\b' }])).toEqual([
      { href: 'https://example.com/?a%5Cb', text: 'Open it' },
    ]);
  });

  it.each(['javascript:alert(1)', 'not a URL', `https://example.com/${'x'.repeat(2_048)}`])(
    'do not have %s',
    async (url) => {
      expect(await links([{ text: 'x', url }])).toEqual([]);
    },
  );

  it('are 10 at most', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ text: 'x', url: `https://example.com/${index}` }));
    expect(await links(many)).toHaveLength(10);
  });
});
