import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BotAndService, openBot } from './open-slack.js';
import { POST, pathsSinceOpening, refused, UPDATE } from './requests.js';
import { operatorEvent, threadsIn } from './updates.js';

let bot: BotAndService;

beforeEach(async () => {
  bot = await openBot();
  await bot.deliver(operatorEvent('update_request_created'));
});

afterEach(() => bot.close());

function threads() {
  return threadsIn(bot.slack.workspace);
}

describe('an edit that fails', () => {
  const event = operatorEvent('update_completed');

  it.each([
    [
      { status: 429, retryAfter: 3, body: { ok: false, error: 'ratelimited' } },
      { rateLimited: true, afterMs: 3_000 },
    ],
    [refused('ratelimited'), { rateLimited: true }],
    [{ status: 503 }, {}],
    [refused('internal_error'), {}],
    [{ status: 200, body: '<html>' }, {}],
  ])('for now (%j) is tried again alone', async (fault, outcome) => {
    bot.slack.failNext(fault, UPDATE);
    expect(await bot.deliver(event)).toMatchObject({ status: 'retry', ...outcome });
    expect(threads()).toMatchObject([{ title: '🔔 New Update Request', replies: ['🚀 Update Completed'] }]);
    expect(await bot.deliver(event, 2)).toMatchObject({ status: 'delivered' });
    expect(threads()).toMatchObject([{ title: '🚀 Update Completed', replies: ['🚀 Update Completed'] }]);
    expect(pathsSinceOpening(bot.slack)).toEqual([POST, UPDATE, UPDATE]);
  });

  it('for want of a connection is tried again alone', async () => {
    bot.slack.failNext('reset', UPDATE);
    await expect(bot.deliver(event)).rejects.toThrow();
    expect(await bot.deliver(event, 2)).toMatchObject({ status: 'delivered' });
    expect(pathsSinceOpening(bot.slack)).toEqual([POST, UPDATE, UPDATE]);
  });

  it.each(['cant_update_message', 'edit_window_closed', 'msg_too_long', 'invalid_auth'])(
    'for good (%s) is a warning, and the event has been delivered',
    async (error) => {
      bot.slack.failNext(refused(error), UPDATE);
      expect(await bot.deliver(event)).toMatchObject({ status: 'delivered' });
      expect(bot.ctx.log.lines).toMatchObject([
        { level: 'warn', message: 'the first message of a thread cannot be edited' },
      ]);
      expect(bot.ctx.log.lines[0]?.fields?.reason).toContain(error);
      expect(await bot.deliver(event, 2)).toMatchObject({ status: 'delivered' });
      expect(pathsSinceOpening(bot.slack)).toEqual([POST, UPDATE]);
    },
  );

  it('is made up for by the next event, if its delivery is given up', async () => {
    bot.slack.failNext({ status: 503 }, UPDATE);
    await bot.deliver(event);
    await bot.deliver(operatorEvent('update_approved'));
    expect(threads()).toMatchObject([
      { title: '🚀 Update Completed', steps: '🔔 New Update Request → ✅ Update Approved → 🚀 Update Completed' },
    ]);
    expect(await bot.deliver(event, 2)).toMatchObject({ status: 'delivered' });
    expect(pathsSinceOpening(bot.slack)).toEqual([POST, UPDATE, POST, UPDATE]);
  });

  it('is not made up for by the repeat of another delivery than the one that is waiting for it', async () => {
    const approved = operatorEvent('update_approved');
    bot.slack.failNext({ status: 503 }, UPDATE);
    await bot.deliver(approved);
    bot.slack.failNext({ status: 503 }, UPDATE);
    await bot.deliver(event);
    expect(await bot.deliver(approved, 2)).toMatchObject({
      status: 'delivered',
      note: expect.stringContaining('already'),
    });
    expect(pathsSinceOpening(bot.slack)).toEqual([POST, UPDATE, POST, UPDATE]);
    expect(await bot.deliver(event, 2)).toMatchObject({ status: 'delivered' });
    expect(threads()).toMatchObject([{ title: '🚀 Update Completed' }]);
  });

  it.each([
    ['message_not_found', 1],
    ['message_not_found', 12],
    ['channel_not_found', 1],
  ])(
    'because there is no such message any more (%s, attempt %i) opens a new thread for the event',
    async (error, attempt) => {
      bot.slack.failNext(refused(error), UPDATE);
      expect(await bot.deliver(event, attempt)).toMatchObject({
        status: 'delivered',
        note: expect.stringMatching(/^posted to/),
      });
      expect(threads()).toMatchObject([
        { title: '🔔 New Update Request', replies: ['🚀 Update Completed'] },
        { title: '🚀 Update Completed', steps: undefined, replies: [] },
      ]);
      expect(bot.ctx.log.lines).toMatchObject([{ level: 'info', message: 'a thread cannot go on; opening a new one' }]);
      expect(bot.ctx.log.lines[0]?.fields?.reason).toContain(error);
      await bot.deliver(event, attempt + 1);
      await bot.deliver(operatorEvent('update_approved'));
      expect(threads()[1]).toMatchObject({ title: '🚀 Update Completed', replies: ['✅ Update Approved'] });
      expect(pathsSinceOpening(bot.slack)).toEqual([POST, UPDATE, POST, POST, UPDATE]);
    },
  );

  it('because there is no such message any more is asked again, when the new thread cannot be opened yet', async () => {
    bot.slack.failNext({ status: 503 }, UPDATE);
    await bot.deliver(event);
    for (const first of bot.slack.workspace.topLevel()) bot.slack.workspace.delete(first);
    bot.slack.failNext({ status: 503 }, POST);
    expect(await bot.deliver(event, 2)).toMatchObject({ status: 'retry' });
    expect(await bot.deliver(event, 3)).toMatchObject({ status: 'delivered' });
    expect(threads()).toMatchObject([{ title: '🚀 Update Completed', replies: [] }]);
    expect(pathsSinceOpening(bot.slack)).toEqual([POST, UPDATE, UPDATE, POST, UPDATE, POST]);
  });
});

describe('an edit that keeps failing', () => {
  const event = operatorEvent('update_approved');
  const GIVEN_UP = 'editing the first message of a thread is given up; the next event makes up for it';

  beforeEach(async () => {
    bot.slack.failNext({ status: 503 }, UPDATE);
    await bot.deliver(event);
  });

  it.each([{ status: 503 }, refused('internal_error'), 'reset'] as const)(
    'with %j is given up at the tenth attempt, and the next event makes up for it',
    async (fault) => {
      bot.slack.failNext(fault, UPDATE);
      const ninth = bot.deliver(event, 9).catch(() => ({ status: 'retry' }));
      expect(await ninth).toMatchObject({ status: 'retry' });
      expect(bot.ctx.log.lines).toEqual([]);
      bot.slack.failNext(fault, UPDATE);
      expect(await bot.deliver(event, 10)).toMatchObject({ status: 'delivered' });
      expect(bot.ctx.log.lines).toMatchObject([{ level: 'warn', message: GIVEN_UP }]);
      expect(bot.ctx.log.lines[0]?.fields?.reason).toMatch(/./);
      expect(threads()).toMatchObject([{ title: '🔔 New Update Request' }]);

      await bot.deliver(operatorEvent('update_completed'));
      expect(threads()).toMatchObject([{ steps: '🔔 New Update Request → ✅ Update Approved → 🚀 Update Completed' }]);
    },
  );

  it.each([{ status: 429 }, refused('ratelimited')])(
    'because Slack throttles (%j) waits however long',
    async (fault) => {
      bot.slack.failNext(fault, UPDATE);
      expect(await bot.deliver(event, 50)).toMatchObject({ status: 'retry', rateLimited: true });
      expect(await bot.deliver(event, 51)).toMatchObject({ status: 'delivered' });
      expect(threads()).toMatchObject([{ title: '✅ Update Approved' }]);
    },
  );

  it('is tried at least once, however often the reply had to be tried', async () => {
    const completed = operatorEvent('update_completed');
    expect(await bot.deliver(completed, 30)).toMatchObject({ status: 'delivered' });
    expect(threads()).toMatchObject([{ title: '🚀 Update Completed' }]);
  });
});
