import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { replyWith } from '@headwind/plugin-testkit/scripted-answer';

const ACCEPTED = JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: 'key' });

describePlugin(new URL('..', import.meta.url), {
  config: { routingKey: 'R'.repeat(32), acknowledgeApprovals: true, changeEvents: true },
  reply: () => replyWith(202, { body: ACCEPTED }),
});
