import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import plugin from '../src/plugin.js';
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

/** What is kept of the workload. */
async function kept() {
  const stored: unknown = await bot.ctx.state.get('threads/production/nginx-deployment');
  if (!Array.isArray(stored)) throw new Error('nothing is kept');
  return stored;
}

describe('a delivery that is repeated', () => {
  it('posts nothing again once its message is known to be there', async () => {
    const created = operatorEvent('update_request_created', { workload: { name: 'other' } });
    const completed = operatorEvent('update_completed', { workload: { name: 'other' } });
    for (const event of [created, created, completed, completed, created]) {
      expect(await bot.deliver(event)).toMatchObject({ status: 'delivered' });
    }
    expect(pathsSinceOpening(bot.slack)).toEqual([POST, POST, UPDATE]);
  });

  it('is not begun anew by the request that began it, though the update has ended', async () => {
    const created = operatorEvent('update_request_created', { workload: { name: 'other' } });
    await bot.deliver(created);
    await bot.deliver(operatorEvent('update_completed', { workload: { name: 'other' } }));
    await bot.deliver(created, 2);
    expect(threads()).toHaveLength(2);
  });
});

describe('a reply that fails', () => {
  const event = operatorEvent('update_failed');

  it.each([
    [refused('ratelimited'), { status: 'retry', rateLimited: true }],
    [{ status: 500 }, { status: 'retry' }],
    [refused('missing_scope'), { status: 'rejected' }],
    [refused('invalid_auth'), { status: 'rejected' }],
    [refused('not_in_channel'), { status: 'rejected' }],
  ])('with %j is no reply, and the thread stays', async (fault, outcome) => {
    bot.slack.failNext(fault, POST);
    expect(await bot.deliver(event)).toMatchObject(outcome);
    expect(pathsSinceOpening(bot.slack)).toEqual([POST]);
    expect(await bot.deliver(event, 2)).toMatchObject({ status: 'delivered' });
    expect(threads()).toMatchObject([{ title: '❌ Update Failed', replies: ['❌ Update Failed'] }]);
  });

  it.each([
    'message_not_found',
    'thread_not_found',
    'cannot_reply_to_message',
    'restricted_action_thread_locked',
    'restricted_action_non_threadable_channel',
    'channel_not_found',
    'is_archived',
  ])('because there is no such thread any more (%s) opens a new one, and that goes on', async (error) => {
    bot.slack.failNext(refused(error), POST);
    expect(await bot.deliver(event)).toMatchObject({ status: 'delivered' });
    expect(threads()).toMatchObject([{ title: '🔔 New Update Request' }, { title: '❌ Update Failed', replies: [] }]);
    expect(bot.ctx.log.lines).toMatchObject([{ level: 'info', message: 'a thread cannot go on; opening a new one' }]);
    expect(bot.ctx.log.lines[0]?.fields?.reason).toContain(error);
    await bot.deliver(operatorEvent('update_approved'));
    expect(threads()[1]).toMatchObject({ replies: ['✅ Update Approved'] });
  });

  it('because the first message was deleted opens a new thread', async () => {
    for (const first of bot.slack.workspace.topLevel()) bot.slack.workspace.delete(first);
    await bot.deliver(event);
    expect(threads()).toMatchObject([{ title: '❌ Update Failed', replies: [] }]);
  });

  it('because there is no such channel any more is rejected when there is no other either', async () => {
    bot.slack.workspace.channels.length = 0;
    const outcome = await bot.deliver(event);
    expect(outcome).toMatchObject({ status: 'rejected', message: expect.stringContaining('channel_not_found') });
    expect(pathsSinceOpening(bot.slack)).toEqual([POST, POST]);
  });
});

describe('what is kept of threads', () => {
  it('does not open one that Slack refused', async () => {
    const event = operatorEvent('update_request_created', { workload: { name: 'other' } });
    bot.slack.failNext({ status: 503 }, POST);
    expect(await bot.deliver(event)).toMatchObject({ status: 'retry' });
    expect(await bot.deliver(event, 2)).toMatchObject({ status: 'delivered' });
    expect(threads()).toHaveLength(2);
  });

  it('is not needed to deliver, where Slack does not say where a message is', async () => {
    const event = operatorEvent('update_detected', { workload: { name: 'other' } });
    bot.slack.failNext({ status: 200, body: { ok: true } }, POST);
    expect(await bot.deliver(event)).toMatchObject({ status: 'delivered', note: expect.stringContaining('no thread') });
  });

  it('is of one configured channel: in another, an update begins anew and the thread in the first is forgotten', async () => {
    if (!('token' in bot.ctx.config)) throw new Error('no bot');
    const elsewhere = await plugin.create({ ...bot.ctx, config: { ...bot.ctx.config, channel: '#general' } });
    const event = operatorEvent('update_approved');
    await elsewhere.deliver(event, attemptOf(event));
    expect(threadsIn(bot.slack.workspace, 'general')).toMatchObject([{ title: '✅ Update Approved', replies: [] }]);
    expect(await kept()).toMatchObject([{ configuredChannel: '#general' }]);
    await bot.deliver(operatorEvent('update_completed'));
    expect(threads()).toMatchObject([{ replies: [] }, { title: '🚀 Update Completed' }]);
  });

  it('ends seven days after the last event of a thread, by the times of the events', async () => {
    const detected = (time: string, newImage: string) => operatorEvent('update_detected', { time, data: { newImage } });
    await bot.deliver(detected('2025-12-01T10:00:00Z', 'nginx:2'));
    await bot.deliver(detected('2025-12-05T10:00:00Z', 'nginx:3'));
    await bot.deliver(detected('2025-12-08T10:00:00.001Z', 'nginx:4'));
    const images = (await kept()).map(({ keys }) => String(keys).split(' -> ').at(-1));
    expect(images).toEqual(['nginx:3', 'nginx:4']);
  });

  it('in a form that is not known is passed over with a warning', async () => {
    await bot.ctx.state.set('threads/production/nginx-deployment', [{ of: 'another version' }]);
    expect(await bot.deliver(operatorEvent('update_approved'))).toMatchObject({ status: 'delivered' });
    expect(bot.ctx.log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('not known') }]);
    expect(threads()).toHaveLength(2);
  });

  it('is bounded: five threads of a workload, ten steps of a thread', async () => {
    for (let version = 0; version < 8; version += 1) {
      await bot.deliver(operatorEvent('update_detected', { data: { newImage: `nginx:${version}` } }));
    }
    for (let i = 0; i < 15; i += 1) {
      await bot.deliver(operatorEvent('update_detected', { data: { newImage: 'nginx:7' } }));
    }
    const all = await kept();
    expect(all).toHaveLength(5);
    expect(all[4].steps).toHaveLength(10);
    expect(all[4].deliveries).toHaveLength(10);
  });
});

describe('updates of several workloads at once', () => {
  it('each have their own thread', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    await Promise.all(
      names.map(async (name) => {
        for (const kind of ['update_request_created', 'update_approved', 'update_completed'] as const) {
          await bot.deliver(operatorEvent(kind, { workload: { name } }));
        }
      }),
    );
    const [, ...others] = threads();
    expect(others).toHaveLength(5);
    for (const { title, replies } of others) {
      expect(title).toBe('🚀 Update Completed');
      expect(replies).toEqual(['✅ Update Approved', '🚀 Update Completed']);
    }
  });
});
