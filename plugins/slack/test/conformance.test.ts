import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { replyWith } from '@headwind/plugin-testkit/scripted-answer';
import { describe } from 'vitest';

const PACKAGE = new URL('..', import.meta.url);

describe('with a webhook', () => describePlugin(PACKAGE, { reply: () => replyWith(200, { body: 'ok' }) }));

/** As chat.postMessage and chat.update say it. */
const POSTED = JSON.stringify({ ok: true, channel: 'C0123456789', ts: '1762425000.000100' });

const TOKEN = 'xoxb-000000000000-XXXXXXXXXXXXXXXXXXXXXXXX';

describe('with a bot token', () =>
  describePlugin(PACKAGE, {
    config: { token: TOKEN, channel: '#deployments' },
    reply: () => replyWith(200, { body: POSTED }),
  }));

describe('with a bot token and no threads', () =>
  describePlugin(PACKAGE, {
    config: { token: TOKEN, channel: '#deployments', threads: false },
    reply: () => replyWith(200, { body: POSTED }),
  }));
