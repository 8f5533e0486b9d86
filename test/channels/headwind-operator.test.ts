import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EVENT_KINDS } from '@headwind/plugin-api';
import type { Receiver } from '@headwind/plugin-testkit/receiver';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { codeBlocksOf } from '../house/markdown.js';
import { fieldsIn, isFields } from '../stand-ins/fields.js';
import { type PagerDutyStandIn, startPagerDuty } from '../stand-ins/pagerduty.js';
import { type SlackStandIn, startSlack } from '../stand-ins/slack.js';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { postRecorded, recorded, type Scheme, signatureOf } from '../support/operator.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

const SECRET = 'webhook-secret-of-the-operator';
const ROUTING_KEY = '0123456789abcdef0123456789ABCDEF';
const POST = '/api/chat.postMessage';

const deliveriesSchema = z.object({
  deliveries: z.array(z.object({ channel: z.string(), state: z.string(), event: z.object({ source: z.string() }) })),
});

let hook: Receiver;
let slack: SlackStandIn;
let pagerDuty: PagerDutyStandIn;
let host: HostProcess;
let address: string;

/** A host with a webhook, a Slack bot and PagerDuty behind it, that takes what is signed in this scheme. */
async function startHost(scheme: Scheme): Promise<void> {
  host = await runConfiguredHost(
    await testFolder(),
    `server:
  headwind: { secrets: [a-former-secret, ${SECRET}], scheme: ${scheme} }
plugins:
  hook: { use: webhook, config: { url: "${hook.url}" } }
  team:
    use: slack
    rateLimit: { perSecond: 1000, burst: 1000 }
    config: { token: ${slack.token}, apiUrl: "${slack.apiUrl}", channel: "#deployments" }
  oncall:
    use: pagerduty
    rateLimit: { perSecond: 1000, burst: 1000 }
    config: { routingKey: "${ROUTING_KEY}", baseUrl: "${pagerDuty.url}" }
`,
  );
  address = await host.listening();
}

beforeEach(async () => {
  hook = await testReceiver();
  slack = await startSlack();
  pagerDuty = await startPagerDuty(ROUTING_KEY);
  onTestFinished(async () => void (await Promise.all([slack.close(), pagerDuty.close()])));
});

async function send(body: string, scheme: Scheme = 'hmac'): Promise<void> {
  expect((await postRecorded(address, body, signatureOf(scheme, SECRET, body))).status).toBe(202);
}

async function deliveries() {
  const reply = await fetch(`${address}/v1/deliveries?limit=500`);
  return deliveriesSchema.parse(await reply.json()).deliveries;
}

/** Resolves once so many deliveries are there and each is delivered. */
async function allDelivered(count: number): Promise<void> {
  const isSo = async (): Promise<void> => {
    const states = (await deliveries()).map(({ state }) => state);
    expect(states).toEqual(Array(count).fill('delivered'));
  };
  await vi.waitFor(isSo, { timeout: 20_000, interval: 50 });
}

function titleOf(blocks: unknown): string {
  const [header]: readonly unknown[] = Array.isArray(blocks) ? blocks : [];
  return isFields(header) && isFields(header.text) ? String(header.text.text) : '';
}

/** The titles of what was posted to Slack, edits left out. */
function posted(): string[] {
  return slack.requests.filter(({ path }) => path === POST).map(({ body }) => titleOf(fieldsIn(body)?.blocks));
}

/** The line of steps below the title of the first message. */
function stepsOf(blocks: readonly unknown[]): string {
  const [, context] = blocks;
  const [element]: readonly unknown[] = isFields(context) && Array.isArray(context.elements) ? context.elements : [];
  return isFields(element) ? String(element.text) : '';
}

describe.each<Scheme>(['hmac', 'legacy'])('what the operator posts, signed as %s', (scheme) => {
  it('reaches a webhook, Slack and PagerDuty, whatever its kind', async () => {
    await startHost(scheme);
    for (const kind of EVENT_KINDS) await send(await recorded(kind), scheme);
    // PagerDuty has no use for a detection and a request.
    await allDelivered(3 * EVENT_KINDS.length - 2);
    expect(new Set((await deliveries()).map(({ event }) => event.source))).toEqual(new Set(['headwind']));

    const received = new Map(
      hook.requests.map(({ headers, rawBody }) => [headers['x-headwind-event'], JSON.parse(rawBody.toString())]),
    );
    expect(hook.requests).toHaveLength(EVENT_KINDS.length);
    for (const kind of EVENT_KINDS) {
      const { approvedBy, ...sent } = JSON.parse(await recorded(kind));
      const isRejection = kind === 'update_rejected';
      const person = approvedBy !== undefined && { [isRejection ? 'rejectedBy' : 'approvedBy']: approvedBy };
      expect(received.get(kind)).toEqual({ ...sent, ...person });
    }

    expect(posted().toSorted()).toEqual(
      [
        '🔍 Update Detected',
        '🔔 New Update Request',
        '✅ Update Approved',
        '🚫 Update Rejected',
        '🚀 Update Completed',
        '❌ Update Failed',
        '⚠️ Automatic Rollback Triggered',
        '↩️ Rollback Completed',
        '🚨 Rollback Failed',
      ].toSorted(),
    );
    const rejection = slack.requests.find(({ body }) => titleOf(fieldsIn(body)?.blocks) === '🚫 Update Rejected');
    expect(rejection?.body).toContain('*Rejected By:*\\njoe@example.com');
    expect(rejection?.body).not.toContain('Approved By');

    const key = 'production/nginx/nginx nginx:1.25.0 -> nginx:1.26.0';
    const failed =
      'production/checkout-api/api registry.example.com/checkout-api:2.4.1 -> registry.example.com/checkout-api:2.5.0';
    expect(pagerDuty.accepted).toHaveLength(6);
    expect([pagerDuty.incidents(key), pagerDuty.incidents(failed)]).toEqual([['resolved'], ['triggered']]);

    expect(await host.stop()).toBe(0);
    expect(host.stderr).not.toContain(SECRET);
  });
});

describe('what the operator posts', () => {
  it('is one notification however often it is tried again, and another when it fails again an hour later', async () => {
    await startHost('legacy');
    const failed = await recorded('update_failed');
    const later = failed.replace('T11:02:09', 'T12:02:09');
    for (const body of [failed, failed, failed, failed, later, later]) await send(body, 'legacy');
    await allDelivered(6);
    expect(hook.requests.map(({ rawBody }) => JSON.parse(rawBody.toString()).timestamp)).toEqual([
      '2025-11-06T11:02:09.940663771Z',
      '2025-11-06T12:02:09.940663771Z',
    ]);
    expect(new Set(hook.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
    expect(posted()).toEqual(['❌ Update Failed', '❌ Update Failed']);
  });

  it('is in a sensible order in a thread, although the approval comes after the completion', async () => {
    await startHost('legacy');
    for (const kind of ['update_request_created', 'update_completed', 'update_approved'] as const) {
      await send(await recorded(kind), 'legacy');
    }
    await allDelivered(8);
    const [first, ...others] = slack.workspace.topLevel();
    expect(others).toEqual([]);
    expect(titleOf(first?.blocks)).toBe('🚀 Update Completed');
    expect(stepsOf(first?.blocks ?? [])).toBe('🔔 New Update Request → ✅ Update Approved → 🚀 Update Completed');
  });

  it('is refused with 401 and stored nowhere where a byte changed, or the secret, or the scheme is not allowed', async () => {
    await startHost('hmac');
    const body = await recorded('update_failed');
    const changed = body.replace('2.5.0', '2.5.1');
    const forgeries: [string, string | undefined, string][] = [
      [changed, signatureOf('hmac', SECRET, body), 'SIGNATURE_INVALID'],
      [body, signatureOf('hmac', `${SECRET}s`, body), 'SIGNATURE_INVALID'],
      [body, signatureOf('legacy', `${SECRET}s`, body), 'SIGNATURE_INVALID'],
      [body, signatureOf('legacy', SECRET, body), 'SIGNATURE_INVALID'],
      [body, undefined, 'SIGNATURE_MISSING'],
    ];
    const hints: boolean[] = [];
    for (const [forged, signature, code] of forgeries) {
      const reply = await postRecorded(address, forged, signature);
      const text = await reply.text();
      expect([reply.status, JSON.parse(text).code]).toEqual([401, code]);
      hints.push(text.includes('scheme: legacy'));
    }
    expect(hints).toEqual([false, false, false, true, false]);
    expect(await deliveries()).toEqual([]);

    // Had anything been stored, it would have gone out before this, which is of the same workload.
    await send(await recorded('rollback_failed'));
    await allDelivered(3);
    expect(hook.requests.map(({ headers }) => headers['x-headwind-event'])).toEqual(['rollback_failed']);
    expect(posted()).toEqual(['🚨 Rollback Failed']);
    expect(pagerDuty.requests).toHaveLength(1);
  });

  it('is signed as the guide shows it', async () => {
    await startHost('legacy');
    const guide = await readFile(new URL('../../docs/how-to/headwind-operator.md', import.meta.url), 'utf8');
    const commands = codeBlocksOf(guide).filter(({ language, text }) => language === 'sh' && text.includes('curl'));
    expect(commands).toHaveLength(1);
    const [command] = commands;
    const strict = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\nset -e\n';
    const { stdout } = await promisify(execFile)(
      'sh',
      ['-c', strict + (command?.text ?? '').replaceAll('http://127.0.0.1:8080', address)],
      { env: { ...process.env, WEBHOOK_SECRET: SECRET } },
    );
    expect(JSON.parse(stdout)).toMatchObject({ events: [{ duplicate: false }] });
    await allDelivered(2);
  });
});
