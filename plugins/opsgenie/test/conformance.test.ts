import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { replyWith } from '@headwind/plugin-testkit/scripted-answer';
import { ACCEPTED } from './opsgenie.js';

describePlugin(new URL('..', import.meta.url), { reply: () => replyWith(202, { body: ACCEPTED }) });
