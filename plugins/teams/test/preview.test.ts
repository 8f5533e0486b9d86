import { EVENT_KINDS } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenTeams, openTeams } from './teams.js';

let receiver: Receiver;
let teams: OpenTeams;

beforeEach(async () => {
  receiver = await startReceiver();
  teams = await openTeams({ webhookUrl: `${receiver.url}/workflows/7c6a180b36/invoke?sig=b1946ac92492d234` });
});

afterEach(async () => {
  await teams.ctx.close();
  await receiver.close();
});

describe('a preview', () => {
  it.each(EVENT_KINDS)('of %s is exactly what is sent, under the host alone', async (kind) => {
    const event = eventOf(kind);
    const preview = teams.channel.preview?.(event);
    await teams.channel.deliver(event, attemptOf(event));
    const sent = await receiver.next();
    expect(sent.path).toBe('/workflows/7c6a180b36/invoke?sig=b1946ac92492d234');
    expect(preview).toEqual({
      method: sent.method,
      url: new URL(receiver.url).host,
      headers: { 'content-type': sent.headers['content-type'] },
      json: JSON.parse(sent.rawBody.toString()),
    });
  });

  it('shows nothing of the URL beyond its host', () => {
    const shown = JSON.stringify(teams.channel.preview?.(eventOf('update_failed')));
    for (const secret of ['7c6a180b36', 'b1946ac92492d234', 'invoke']) expect(shown).not.toContain(secret);
  });

  it('sends nothing', () => {
    const post = vi.spyOn(teams.ctx.http, 'post');
    teams.channel.preview?.(eventOf('update_failed'));
    expect(post).not.toHaveBeenCalled();
  });

  it("is in the words of the configuration's templates", async () => {
    const event = eventOf('update_failed');
    const own = await openTeams({ webhookUrl: 'https://example.com/x' }, () => ({
      title: 'Own title',
      emoji: '❌',
      severity: 'error',
      summary: 'Own summary',
      text: 'Own text',
      facts: [{ name: 'Team', value: 'web' }],
      links: [],
    }));
    const shown = JSON.stringify(own.channel.preview?.(event));
    for (const text of ['❌ Own title', 'Own summary', 'Own text', '"title":"Team","value":"web"']) {
      expect(shown).toContain(text);
    }
    await own.ctx.close();
  });
});
