import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventOf } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInstallation, type PluginInstallation } from '../../../test/support/plugin-installation.js';
import { ConfigurationError } from '../src/configuration-error.js';
import { openChannel } from '../src/host.js';
import type { ChannelRequest, OpenChannel } from '../src/open-channel.js';

const EVENT = eventOf('update_failed');

/** A channel whose `deliver` and the rest are the given lines of JavaScript. */
function pluginWith(members: string): Readonly<Record<string, string>> {
  return {
    'package.json': JSON.stringify({
      name: '@acme/plugin',
      version: '1.0.0',
      type: 'module',
      headwind: { apiVersion: 1, kind: 'channel', name: 'acme', entry: './plugin.js', subscribes: ['update_*'] },
    }),
    'plugin.js': `
      import { definePlugin, delivered, outcomeOf, rejected, retry } from '@headwind/plugin-api';
      import { z } from 'zod';
      export default definePlugin({
        kind: 'channel',
        config: z.strictObject({ url: z.string().meta({ writeOnly: true }) }),
        warnings: () => ['mind the gap'],
        create: (ctx) => ({ deliver: () => delivered(), ${members} }),
      });`,
  };
}

async function installed(members = ''): Promise<PluginInstallation> {
  const installation = await createInstallation();
  onTestFinished(() => installation.remove());
  await installation.installFiles('@acme/plugin', pluginWith(members));
  return installation;
}

async function receiving(): Promise<Receiver> {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  return receiver;
}

interface Setting {
  readonly url?: string;
  /** Lines that stand beside `use` and `config`. */
  readonly beside?: string;
  readonly request?: Partial<ChannelRequest>;
}

/** The channel `acme` of a configuration with the installed plugin. */
async function openAcme(members: string, { url = 'http://127.0.0.1:9/', beside = '', request }: Setting = {}) {
  const { folder } = await installed(members);
  const yaml = `apiVersion: headwind.sh/v1
plugins:
  acme: { use: "@acme/plugin", ${beside} config: { url: "${url}" } }
  other: { use: "@acme/plugin", config: { url: "http://127.0.0.1:9/" } }
  samples: { use: samples }
`;
  await writeFile(join(folder, 'headwind.yaml'), yaml);
  const channel = await openChannel({ cwd: folder, env: {} }, { name: 'acme', ...request });
  onTestFinished(() => channel.close());
  return { channel, folder };
}

const POSTS = `async deliver(event, { signal }) {
  return outcomeOf(await ctx.http.post(ctx.config.url, { json: event, signal }));
},`;

describe('a channel by itself', () => {
  it('makes one attempt and reports the host and the answer', async () => {
    const receiver = await receiving();
    receiver.replyWith(503);
    const { channel } = await openAcme(POSTS, { url: `${receiver.url}/services/abcdefghijklmnopqrst` });
    const report = await channel.attempt(EVENT);
    expect(report).toMatchObject({
      outcome: { status: 'retry', message: 'HTTP 503' },
      timedOut: false,
      exchanges: [{ host: new URL(receiver.url).host, status: 503 }],
    });
    expect(receiver.requests).toHaveLength(1);
  });

  it('gives the plugin the delivery of a first attempt, and a state', async () => {
    const { channel } = await openAcme(`async deliver(event, { id, number }) {
      await ctx.state.set('thread', { ts: 1 });
      return delivered(JSON.stringify([id, number, await ctx.state.get('thread')]));
    },`);
    const { outcome, exchanges } = await channel.attempt(EVENT);
    expect(outcome).toMatchObject({ note: JSON.stringify([`${EVENT.id}/acme`, 1, { ts: 1 }]) });
    expect(exchanges).toEqual([]);
  });

  it('records what goes through fetch, and not what came before the attempt', async () => {
    const receiver = await receiving();
    const { channel } = await openAcme(
      `async start() { await ctx.http.fetch(ctx.config.url); },
       async deliver() { return delivered(String((await ctx.http.fetch(new URL(ctx.config.url))).status)); },`,
      { url: receiver.url },
    );
    expect(await channel.attempt(EVENT)).toMatchObject({
      outcome: { status: 'delivered', note: '200' },
      exchanges: [{ host: new URL(receiver.url).host, status: 200 }],
    });
    expect(receiver.requests).toHaveLength(2);
  });

  it('ends an attempt after the configured time-out', async () => {
    const receiver = await receiving();
    receiver.hang();
    const { channel } = await openAcme(POSTS, { url: receiver.url, beside: 'timeout: 100ms,' });
    expect(await channel.attempt(EVENT)).toMatchObject({
      outcome: {
        status: 'retry',
        message: expect.stringMatching(/^DELIVER_TIMEOUT: @acme\/plugin 1\.0\.0, .*: no outcome within 0\.1 s\./),
      },
      timedOut: true,
      exchanges: [{ host: new URL(receiver.url).host }],
    });
  });

  it('reports the code of network trouble', async () => {
    const receiver = await receiving();
    await receiver.close();
    const { channel } = await openAcme(POSTS, { url: receiver.url });
    expect(await channel.attempt(EVENT)).toMatchObject({
      outcome: { status: 'retry' },
      exchanges: [{ host: new URL(receiver.url).host, trouble: 'ECONNREFUSED' }],
    });
  });

  it('refuses the addresses that a host refuses', async () => {
    const { channel } = await openAcme(POSTS, { url: 'http://169.254.169.254/latest' });
    expect(await channel.attempt(EVENT)).toMatchObject({ exchanges: [{ trouble: 'ADDRESS_REFUSED' }] });
  });

  it.each([
    ['a note', 'deliver: () => delivered("sent to " + ctx.config.url),', 'note'],
    ['a refusal', 'deliver: () => rejected("no " + ctx.config.url),', 'message'],
    ['an error', 'deliver() { throw new Error("POST " + new URL(ctx.config.url).pathname + " failed"); },', 'message'],
  ])('shows no secret in %s', async (_, members, field) => {
    const { channel } = await openAcme(members, { url: 'https://example.com/services/abcdefghijklmnopqrst' });
    const { outcome } = await channel.attempt(EVENT);
    expect(outcome).toHaveProperty(field, expect.stringContaining('[secret]'));
    expect(JSON.stringify(outcome)).not.toMatch(/services|abcdefghijklmnopqrst/);
  });

  it('previews without sending, and without secrets', async () => {
    const receiver = await receiving();
    const { channel } = await openAcme(
      `${POSTS} preview: (event) => [{ method: 'POST', url: ctx.config.url, json: { kind: event.kind } }],`,
      { url: `${receiver.url}/services/abcdefghijklmnopqrst` },
    );
    expect(channel.canPreview).toBe(true);
    expect(await channel.preview(EVENT)).toEqual([
      { method: 'POST', url: '[secret]', json: { kind: 'update_failed' } },
    ]);
    expect(receiver.requests).toEqual([]);
  });

  it('says which preview failed, without secrets', async () => {
    const { channel } = await openAcme('preview() { throw new Error("no " + ctx.config.url); },', {
      url: 'https://example.com/hooks/secret',
    });
    await expect(channel.preview(EVENT)).rejects.toThrow(
      'The preview of update_failed by @acme/plugin 1.0.0 failed: no [secret]',
    );
  });

  it('knows whether the plugin can preview', async () => {
    expect((await openAcme('')).channel.canPreview).toBe(false);
  });

  it('words events with the templates of the configuration, and the wording that is asked for around them', async () => {
    const beside = 'templates: { update_failed: { title: "Broken: {{ workload.name }}" } },';
    const wording: ChannelRequest['wording'] = (inWords) => (event) => ({
      ...inWords(event),
      title: `[Test] ${inWords(event).title}`,
    });
    const { channel } = await openAcme('preview: (event) => ctx.describe(event).title,', {
      beside,
      request: { wording },
    });
    expect(await channel.preview(EVENT)).toBe('[Test] Broken: nginx-deployment');
  });

  it('knows what keeps an event from the channel', async () => {
    const { channel } = await openAcme('', { beside: 'when: { events: [update_failed], namespaces: [staging] },' });
    expect(channel.leftOutBy(EVENT, 'kind')).toBeUndefined();
    expect(channel.leftOutBy(EVENT, 'event')).toBe('when');
    expect(channel.leftOutBy(eventOf('update_completed'), 'kind')).toBe('when');
    expect(channel.leftOutBy(eventOf('rollback_failed'), 'kind')).toBe('manifest');
    expect(
      channel.leftOutBy(eventOf('update_failed', { workload: { namespace: 'staging' } }), 'event'),
    ).toBeUndefined();
  });

  it('is stopped, its signal aborted before', async () => {
    const receiver = await receiving();
    const { channel } = await openAcme(
      'stop: () => ctx.http.post(ctx.config.url, { json: { aborted: ctx.signal.aborted } }),',
      receiver,
    );
    await channel.close();
    expect(JSON.parse((await receiver.next()).rawBody.toString())).toEqual({ aborted: true });
  });

  it('says what every start says of it, and nothing of the others', async () => {
    expect((await openAcme('')).channel.warnings).toEqual(['acme: mind the gap']);
  });

  it('leaves no queue behind', async () => {
    const { channel, folder } = await openAcme('');
    await channel.attempt(EVENT);
    await channel.close();
    expect((await readdir(folder)).toSorted()).toEqual(['headwind.yaml', 'node_modules']);
  });

  it('is not opened when its instance does not start', async () => {
    await expect(openAcme('start() { throw new Error("no route to " + ctx.config.url); },')).rejects.toThrow(
      /^PLUGIN_START_FAILED: Instance "acme" .* no route to \[secret\]/,
    );
  });
});

describe('a channel that cannot be opened', () => {
  async function opening(name: string, yaml: string): Promise<OpenChannel> {
    const { folder } = await installed();
    await writeFile(join(folder, 'headwind.yaml'), `apiVersion: headwind.sh/v1\n${yaml}`);
    return openChannel({ cwd: folder, env: {} }, { name });
  }

  const PLUGINS = 'plugins:\n  oncall: { use: console }\n  screen: { use: console }\n  fake: { use: samples }\n';

  it.each([
    ['onclal', 'There is no channel "onclal".', 'The channels are oncall, screen. Did you mean oncall?'],
    ['pagerduty', 'There is no channel "pagerduty".', 'The channels are oncall, screen.'],
    ['fake', 'fake is a source, not a channel.', 'The channels are oncall, screen.'],
  ])('%s is refused with the channels there are', async (name, found, remedy) => {
    await expect(opening(name, PLUGINS)).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND', found, remedy });
  });

  it('is refused where there is none', async () => {
    await expect(opening('oncall', 'plugins: { fake: { use: samples } }')).rejects.toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
      remedy: 'The configuration has no channel.',
    });
  });

  it('is refused with every problem of the configuration', async () => {
    const wrong = 'server: { lisen: x }\nplugins: { oncall: { use: console, config: { formt: json } } }';
    const refusal = await opening('oncall', wrong).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigurationError);
    expect(refusal).toHaveProperty('problems.length', 2);
  });
});
