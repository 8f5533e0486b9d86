import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { isFields } from '../stand-ins/fields.js';
import { type SlackStandIn, startSlack } from '../stand-ins/slack.js';
import type { PostedMessage } from '../stand-ins/slack-workspace.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { runConfiguredHost } from '../support/run-host.js';

const POST = '/api/chat.postMessage';
const UPDATE = '/api/chat.update';

const OLD = 'nginx:1.25.0';
const NEW = 'nginx:1.26.0';

let slack: SlackStandIn;
let folder: string;

beforeEach(async () => {
  slack = await startSlack();
  onTestFinished(() => slack.close());
  folder = await testFolder();
});

/** A host on the same queue as every other one of the test. */
async function startHost() {
  const host = await runConfiguredHost(
    folder,
    `plugins:
  team:
    use: slack
    rateLimit: { perSecond: 1000, burst: 1000 }
    retry: { min: 10ms, max: 50ms }
    config: { token: ${slack.token}, apiUrl: "${slack.apiUrl}", channel: "#deployments" }
`,
  );
  const address = await host.listening();
  return { host, publish: async (...events: object[]) => expect((await post(address, events)).status).toBe(202) };
}

/** What the operator sends: it names the request in few kinds, and a rollback names the images the other way round. */
function payload(event: string, minute: number, { name = 'nginx', request = 'nginx-update-1-26-0' } = {}) {
  const { updateRequestName: _, ...example } = EXAMPLE_PAYLOAD;
  const isRollback = event.startsWith('rollback_');
  const images = isRollback ? { currentImage: NEW, newImage: OLD } : { currentImage: OLD, newImage: NEW };
  const isNamed = ['update_request_created', 'update_approved', 'update_rejected'].includes(event);
  return {
    ...example,
    event,
    timestamp: new Date(Date.UTC(2025, 10, 6, 10, minute)).toISOString(),
    deployment: { ...example.deployment, ...images, name },
    ...(isNamed && { updateRequestName: request }),
  };
}

function titleOf({ blocks }: PostedMessage): string {
  const text = blocks[0]?.text;
  return isFields(text) ? String(text.text) : '';
}

/** The threads of the channel: what the first message shows, and the replies. */
function threads() {
  return slack.workspace.topLevel().map((first) => ({
    title: titleOf(first),
    replies: slack.workspace.repliesTo(first).map(titleOf),
    edits: first.edits,
  }));
}

function steps(): string[] {
  return slack.workspace.topLevel().map(({ blocks }) => {
    const [element]: readonly unknown[] = Array.isArray(blocks[1]?.elements) ? blocks[1].elements : [];
    return isFields(element) ? String(element.text) : '';
  });
}

/** Resolves once the first messages show these titles. */
function shown(...titles: string[]): Promise<void> {
  return slack.waitUntil(() => JSON.stringify(threads().map(({ title }) => title)) === JSON.stringify(titles));
}

const REPLIES = ['✅ Update Approved', '🚀 Update Completed', '⚠️ Automatic Rollback Triggered'];

describe('the thread of an update', () => {
  it('survives a kill in its middle: one thread, in order, its first message edited to the final state', async () => {
    const first = await startHost();
    await first.publish(payload('update_request_created', 0), payload('update_approved', 1));
    await shown('✅ Update Approved');
    await first.host.kill();

    const second = await startHost();
    await second.publish(payload('update_completed', 2), payload('rollback_triggered', 3));
    await shown('⚠️ Automatic Rollback Triggered');
    expect(await second.host.stop()).toBe(0);
    expect(threads()).toMatchObject([{ replies: REPLIES }]);
    expect(steps()).toEqual([['🔔 New Update Request', ...REPLIES].join(' → ')]);
  });

  it('survives a kill while a reply is on its way, with the others waiting behind it', async () => {
    const first = await startHost();
    await first.publish(payload('update_request_created', 0));
    await slack.waitForAccepted(1);
    const held = slack.hold(POST);
    await first.publish(
      payload('update_approved', 1),
      payload('update_completed', 2),
      payload('rollback_triggered', 3),
    );
    await held.arrived;
    await first.host.kill();
    await held.abandoned;
    held.release();

    const second = await startHost();
    await shown('⚠️ Automatic Rollback Triggered');
    expect(await second.host.stop()).toBe(0);
    expect(threads()).toMatchObject([{ replies: REPLIES }]);
  });

  it('survives a kill while its first message is being edited: the edit is made up for, and nothing is posted twice', async () => {
    const first = await startHost();
    await first.publish(payload('update_request_created', 0));
    await slack.waitForAccepted(1);
    const held = slack.hold(UPDATE);
    await first.publish(payload('update_completed', 1));
    await held.arrived;
    await first.host.kill();
    await held.abandoned;
    held.release();
    expect(threads()).toEqual([{ title: '🔔 New Update Request', replies: ['🚀 Update Completed'], edits: 0 }]);

    const second = await startHost();
    await shown('🚀 Update Completed');
    expect(await second.host.stop()).toBe(0);
    expect(threads()).toEqual([{ title: '🚀 Update Completed', replies: ['🚀 Update Completed'], edits: 1 }]);
    expect(slack.requests.map(({ path }) => path)).toEqual([POST, POST, UPDATE, UPDATE]);
  });

  it('is edited as soon as Slack allows it, without another reply', async () => {
    slack.failNext({ status: 429, retryAfter: 1, body: { ok: false, error: 'ratelimited' } }, UPDATE);
    const { host, publish } = await startHost();
    await publish(payload('update_request_created', 0), payload('update_completed', 1));
    await shown('🚀 Update Completed');
    expect(await host.stop()).toBe(0);
    expect(slack.violations).toEqual([]);
    expect(slack.requests.map(({ path }) => path)).toEqual([POST, POST, UPDATE, UPDATE]);
  });

  it('is its own while two workloads are updated at once, a kill in between', async () => {
    const other = { name: 'api', request: 'api-update' };
    const first = await startHost();
    await first.publish(
      payload('update_request_created', 0),
      payload('update_request_created', 0, other),
      payload('update_approved', 1, other),
      payload('update_approved', 1),
    );
    await shown('✅ Update Approved', '✅ Update Approved');
    await first.host.kill();

    const second = await startHost();
    await second.publish(payload('update_failed', 2, other), payload('update_completed', 2));
    await slack.waitUntil(() => {
      const titles = threads().map(({ title }) => title);
      return titles.includes('❌ Update Failed') && titles.includes('🚀 Update Completed');
    });
    expect(await second.host.stop()).toBe(0);
    const byWorkload = slack.workspace.topLevel().map((message) => ({
      workload: message.text.includes(': api (') ? 'api' : 'nginx',
      replies: slack.workspace.repliesTo(message).map(titleOf),
    }));
    expect(byWorkload).toHaveLength(2);
    expect(byWorkload).toContainEqual({ workload: 'api', replies: ['✅ Update Approved', '❌ Update Failed'] });
    expect(byWorkload).toContainEqual({ workload: 'nginx', replies: ['✅ Update Approved', '🚀 Update Completed'] });
  });

  it('is a new one when the same images are requested again under another name', async () => {
    const { host, publish } = await startHost();
    await publish(
      payload('update_request_created', 0),
      payload('update_completed', 1),
      payload('update_request_created', 2, { request: 'again' }),
      payload('update_completed', 3),
    );
    await shown('🚀 Update Completed', '🚀 Update Completed');
    expect(await host.stop()).toBe(0);
    expect(threads().map(({ replies }) => replies)).toEqual([['🚀 Update Completed'], ['🚀 Update Completed']]);
  });

  it('begins with the detection, and the request joins it', async () => {
    const { host, publish } = await startHost();
    await publish(payload('update_detected', 0), payload('update_request_created', 1));
    await shown('🔔 New Update Request');
    expect(await host.stop()).toBe(0);
    expect(threads()).toMatchObject([{ replies: ['🔔 New Update Request'] }]);
  });
});
