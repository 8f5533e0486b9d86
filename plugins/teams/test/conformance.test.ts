import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { replyWith } from '@headwind/plugin-testkit/scripted-answer';
import { describe } from 'vitest';

const PACKAGE = new URL('..', import.meta.url);

describe('with a workflow', () => describePlugin(PACKAGE, { reply: () => replyWith(202) }));

describe('with a connector', () =>
  describePlugin(PACKAGE, {
    config: { webhookUrl: 'https://example.webhook.office.com/webhookb2/00000000-0000/IncomingWebhook/000000/000000' },
    reply: () => replyWith(200, { body: '1' }),
  }));
