import { describe as describeEvent } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTeams, type TeamsStandIn } from './teams.js';

/** As small as a message can be. */
const MESSAGE = messageWith({});

function messageWith(card: Readonly<Record<string, unknown>>): unknown {
  const text = describeEvent(eventOf('update_failed')).summary;
  const content = { type: 'AdaptiveCard', version: '1.4', body: [{ type: 'TextBlock', text }], ...card };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

async function testTeams(mode: 'workflow' | 'connector'): Promise<TeamsStandIn> {
  const teams = await startTeams(mode);
  onTestFinished(() => teams.close());
  return teams;
}

async function send(url: string, body: unknown, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), ...init });
  return { status: response.status, text: await response.text() };
}

describe('the stand-in for Teams', () => {
  it('posts a message: 202 of a workflow, 200 and 1 of a connector', async () => {
    const workflow = await testTeams('workflow');
    expect(await send(workflow.url, MESSAGE)).toEqual({ status: 202, text: '' });
    const connector = await testTeams('connector');
    expect(await send(connector.url, MESSAGE)).toEqual({ status: 200, text: '1' });
    for (const teams of [workflow, connector]) expect(teams.accepted).toEqual([MESSAGE]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no attachments', { text: 'Hello' }, /no attachments/],
    ['another type of card', messageWith({ type: 'MessageCard' }), /MessageCard/],
    ['a newer card', messageWith({ version: '1.6' }), /version/],
    ['no body', messageWith({ body: [] }), /no body/],
    ['an action that does nothing', messageWith({ actions: [{ type: 'Action.Submit' }] }), /Action\.Submit/],
    ['a card too large to post', messageWith({ body: [{ type: 'TextBlock', text: 'x'.repeat(22_000) }] }), /too large/],
  ])('finds a message with %s: the run fails after a 202, the connector says so inside a 200', async (_, body, why) => {
    const workflow = await testTeams('workflow');
    expect((await send(workflow.url, body)).status).toBe(202);
    expect(workflow.failedRuns).toEqual([expect.stringMatching(why)]);
    const connector = await testTeams('connector');
    expect(await send(connector.url, body)).toEqual({ status: 200, text: expect.stringContaining('HTTP error 400') });
    for (const teams of [workflow, connector]) expect(teams.accepted).toEqual([]);
  });

  it('refuses what is no message for it', async () => {
    const { url, accepted } = await testTeams('workflow');
    const large = messageWith({ body: [{ type: 'TextBlock', text: 'x'.repeat(29_000) }] });
    expect((await send(url, large)).status).toBe(413);
    expect((await send(url, MESSAGE, { headers: { 'content-type': 'text/plain' } })).status).toBe(400);
    expect((await send(url, MESSAGE, { body: '{' })).status).toBe(400);
    expect((await send(url, MESSAGE, { method: 'PUT' })).status).toBe(405);
    expect((await send(url.replace(/&sig=.*/, ''), MESSAGE)).status).toBe(401);
    expect((await send(`${url}x`, MESSAGE)).status).toBe(403);
    expect((await send(url.replace('/workflows/', '/workflows/0'), MESSAGE)).status).toBe(404);
    expect(accepted).toEqual([]);
  });

  it('notes a request that comes before its hint is over', async () => {
    const teams = await testTeams('workflow');
    teams.failNext({ status: 429, retryAfter: 60 });
    expect((await send(teams.url, MESSAGE)).status).toBe(429);
    expect(teams.violations).toEqual([]);
    await send(teams.url, MESSAGE);
    expect(teams.violations).toEqual([expect.stringContaining('too early')]);
  });
});
