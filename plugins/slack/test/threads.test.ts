import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BotAndService, openBot } from './open-slack.js';
import { at, operatorEvent, threadsIn, titleOf, updateThatIsRolledBack } from './updates.js';

let bot: BotAndService;

beforeEach(async () => {
  bot = await openBot();
});

afterEach(() => bot.close());

function threads() {
  return threadsIn(bot.slack.workspace);
}

async function deliverAll(...events: Parameters<BotAndService['deliver']>[0][]): Promise<void> {
  for (const event of events) expect(await bot.deliver(event)).toMatchObject({ status: 'delivered' });
}

/** How often each method was called. */
function calls(path: string): number {
  return bot.slack.requests.filter((request) => request.path === `/api/${path}`).length;
}

describe('the thread of an update', () => {
  it('begins with its first event, has the later ones as replies, and shows where the update stands', async () => {
    await deliverAll(...updateThatIsRolledBack());
    expect(threads()).toEqual([
      {
        title: '⚠️ Automatic Rollback Triggered',
        steps: '🔔 New Update Request → ✅ Update Approved → 🚀 Update Completed → ⚠️ Automatic Rollback Triggered',
        replies: ['✅ Update Approved', '🚀 Update Completed', '⚠️ Automatic Rollback Triggered'],
      },
    ]);
    expect(bot.slack.workspace.topLevel()[0]?.text).toContain('Automatic Rollback Triggered: nginx-deployment');
    expect(calls('chat.postMessage')).toBe(4);
    expect(calls('chat.update')).toBe(3);
  });

  it('shows no steps while there is but one', async () => {
    await deliverAll(operatorEvent('update_request_created'));
    expect(threads()).toEqual([{ title: '🔔 New Update Request', steps: undefined, replies: [] }]);
  });

  it('is joined by the request for an update that was detected before', async () => {
    await deliverAll(
      operatorEvent('update_detected', { time: at(0) }),
      operatorEvent('update_request_created', { time: at(1) }),
    );
    expect(threads()).toEqual([expect.objectContaining({ replies: ['🔔 New Update Request'] })]);
  });

  it('is not shared by two workloads, or by two updates of one', async () => {
    const other = { data: { newImage: 'nginx:1.28.0', updateRequestName: 'nginx-update-v1-28-0' } };
    await deliverAll(
      operatorEvent('update_request_created'),
      operatorEvent('update_request_created', { workload: { namespace: 'staging' } }),
      operatorEvent('update_request_created', other),
      operatorEvent('update_completed', { data: { newImage: 'nginx:1.28.0' } }),
      operatorEvent('update_completed', { workload: { namespace: 'staging' } }),
      operatorEvent('update_rejected'),
    );
    expect(threads().map(({ replies }) => replies)).toEqual([
      ['🚫 Update Rejected'],
      ['🚀 Update Completed'],
      ['🚀 Update Completed'],
    ]);
  });

  it('is a new one for the same images under another request, and later events go to that', async () => {
    await deliverAll(
      operatorEvent('update_request_created', { data: { updateRequestName: 'first' } }),
      operatorEvent('update_request_created', { data: { updateRequestName: 'second' } }),
      operatorEvent('update_completed'),
      operatorEvent('update_rejected', { data: { updateRequestName: 'first' } }),
    );
    expect(threads().map(({ title, replies }) => ({ title, replies }))).toEqual([
      { title: '🚫 Update Rejected', replies: ['🚫 Update Rejected'] },
      { title: '🚀 Update Completed', replies: ['🚀 Update Completed'] },
    ]);
  });

  it.each(['update_completed', 'update_failed', 'update_rejected', 'rollback_completed'] as const)(
    'has ended with %s, so that the same update begins a new one',
    async (kind) => {
      const images = { currentImage: 'nginx:1.27.0', newImage: 'nginx:1.26.0' };
      const data = kind === 'rollback_completed' ? images : {};
      await deliverAll(
        operatorEvent('update_request_created', { time: at(0) }),
        operatorEvent(kind, { time: at(1), data }),
        operatorEvent('update_detected', { time: at(2) }),
        operatorEvent('update_request_created', { time: at(3) }),
      );
      expect(threads().map(({ replies }) => replies.length)).toEqual([1, 1]);
      expect(threads()[1]?.title).toBe('🔔 New Update Request');
    },
  );

  it('is not turned back by an approval that comes after the completion', async () => {
    await deliverAll(
      operatorEvent('update_request_created', { time: at(0) }),
      operatorEvent('update_completed', { time: at(1) }),
      operatorEvent('update_approved', { time: at(2) }),
    );
    expect(threads()).toEqual([
      {
        title: '🚀 Update Completed',
        steps: '🔔 New Update Request → ✅ Update Approved → 🚀 Update Completed',
        replies: ['🚀 Update Completed', '✅ Update Approved'],
      },
    ]);
  });

  it('takes a request that comes after the end that it led to', async () => {
    await deliverAll(
      operatorEvent('update_completed', { time: at(2) }),
      operatorEvent('update_request_created', { time: at(1) }),
      operatorEvent('update_detected', { time: at(0) }),
    );
    expect(threads()).toEqual([
      {
        title: '🚀 Update Completed',
        steps: '🔍 Update Detected → 🔔 New Update Request → 🚀 Update Completed',
        replies: ['🔔 New Update Request', '🔍 Update Detected'],
      },
    ]);
  });

  it('follows a request whose images change on the way', async () => {
    const newImage = 'nginx:1.27.1';
    await deliverAll(
      operatorEvent('update_request_created'),
      operatorEvent('update_approved', { data: { newImage } }),
      operatorEvent('update_completed', { data: { newImage } }),
    );
    expect(threads().map(({ replies }) => replies)).toEqual([['✅ Update Approved', '🚀 Update Completed']]);
  });

  it('is not that of an older update whose request had the same name', async () => {
    const data = { newImage: 'nginx:1.28.0' };
    await deliverAll(
      operatorEvent('update_approved', { time: at(0) }),
      operatorEvent('update_completed', { time: at(1) }),
      operatorEvent('update_approved', { time: at(2), data }),
    );
    expect(threads().map(({ title }) => title)).toEqual(['🚀 Update Completed', '✅ Update Approved']);
  });

  it('is the new one for an approval, when the same request is used again', async () => {
    await deliverAll(
      operatorEvent('update_request_created', { time: at(0) }),
      operatorEvent('update_completed', { time: at(1) }),
      operatorEvent('update_detected', { time: at(2) }),
      operatorEvent('update_approved', { time: at(3) }),
    );
    expect(threads().map(({ title }) => title)).toEqual(['🚀 Update Completed', '✅ Update Approved']);
  });

  it('takes an empty name of a request for none', async () => {
    await deliverAll(
      operatorEvent('update_request_created'),
      operatorEvent('update_approved', { data: { updateRequestName: '' } }),
    );
    expect(threads()).toHaveLength(1);
  });

  it('is in the channel by its id, also when the channel gets another name', async () => {
    await deliverAll(operatorEvent('update_request_created'));
    const [, renamed] = bot.slack.workspace.channels.splice(1, 1, {
      id: 'C0NEW',
      name: 'deployments',
      isArchived: false,
      hasApp: true,
    });
    expect(renamed).toBeUndefined();
    bot.slack.workspace.channels.push({ id: 'C0000DEPLOYED', name: 'old', isArchived: false, hasApp: true });
    await deliverAll(operatorEvent('update_completed'));
    expect(threadsIn(bot.slack.workspace, 'old')).toMatchObject([{ replies: ['🚀 Update Completed'] }]);
  });
});

describe('a reply', () => {
  it.each([
    ['info', ['update_approved', 'update_failed', 'rollback_failed', 'update_rejected']],
    ['warning', ['update_failed', 'rollback_failed', 'update_rejected']],
    ['error', ['update_failed', 'rollback_failed']],
    ['critical', ['rollback_failed']],
    ['never', []],
  ])('with broadcast: %s is shown in the channel for %j', async (broadcast, shown) => {
    await bot.close();
    bot = await openBot({ broadcast });
    const swapped = { currentImage: 'nginx:1.27.0', newImage: 'nginx:1.26.0' };
    const events = [
      operatorEvent('update_approved'),
      operatorEvent('update_failed'),
      operatorEvent('rollback_failed', { data: swapped }),
      operatorEvent('update_rejected'),
    ];
    await deliverAll(operatorEvent('update_request_created'), ...events);
    const replies = bot.slack.accepted.filter(({ threadTs }) => threadTs !== undefined);
    expect(replies).toHaveLength(4);
    expect(events.filter((_, index) => replies[index]?.isBroadcast).map(({ kind }) => kind)).toEqual(shown);
  });

  it('has the configured name and icon, as the first message has', async () => {
    await bot.close();
    bot = await openBot({ username: 'Headwind', iconEmoji: ':rocket:' });
    await deliverAll(operatorEvent('update_request_created'), operatorEvent('update_approved'));
    expect(bot.slack.accepted.map(({ username, iconEmoji }) => [username, iconEmoji])).toEqual([
      ['Headwind', ':rocket:'],
      ['Headwind', ':rocket:'],
    ]);
  });

  it('is none with threads: false, where every event is a message', async () => {
    await bot.close();
    bot = await openBot({ threads: false });
    await deliverAll(...updateThatIsRolledBack());
    expect(bot.slack.workspace.topLevel().map(titleOf)).toHaveLength(4);
    expect(calls('chat.update')).toBe(0);
  });
});
