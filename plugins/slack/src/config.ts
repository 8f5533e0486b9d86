import { SEVERITIES } from '@headwind/plugin-api';
import { z } from 'zod';

/** Where Slack's Web API is. GovSlack has it at `https://slack-gov.com/api`. */
const DEFAULT_API_URL = 'https://slack.com/api';

/** From which severity on a reply in a thread is also shown in the channel. */
export const BROADCASTS = [...SEVERITIES, 'never'] as const;

export type Broadcast = (typeof BROADCASTS)[number];

/** A failure that only stands in a thread tells nobody. */
const DEFAULT_BROADCAST: Broadcast = 'error';

/** The keys that an incoming webhook has no use for. */
const TOKEN_ONLY = ['threads', 'broadcast', 'apiUrl'] as const;

/** `#deployments`, or the id of a channel, a group, a conversation or a person. */
const CHANNEL = /^(#[^\s#]{1,80}|[CGDUW][A-Z0-9]{6,})$/;

const CHANNEL_EXPECTED =
  'Expected the name of a channel with its # and in quotation marks ("#deployments"; without them # begins a comment), or its id (C0123456789).';

/** The tokens that are taken for a bot's by mistake, by how they start. */
const OTHER_TOKENS: readonly (readonly [start: string, is: string])[] = [
  ['xoxp-', 'This is the token of a person; messages would be sent in their name, and end with their account.'],
  ['xoxe', 'This is a token that expires within hours. Turn token rotation off for the app.'],
  ['xapp-', 'This is the token of the app as a whole, which cannot post.'],
];

const webhookUrl = z
  .url({
    protocol: /^https?$/,
    error: 'Expected an http or https URL, for example https://hooks.slack.com/services/T…/B…/….',
  })
  .refine(
    (value) => !URL.canParse(value) || new URL(value).pathname !== '/',
    'The URL is not whole: its path is missing.',
  );

const token = z.string().superRefine((value, ctx) => {
  if (/^xoxb-[\w-]+$/.test(value)) return;
  const other = OTHER_TOKENS.find(([start]) => value.startsWith(start));
  ctx.addIssue(
    `${other === undefined ? '' : `${other[1]} `}Expected a bot token, which starts with "xoxb-": "Bot User OAuth Token" on the page "OAuth & Permissions" of the app.`,
  );
});

const apiUrl = z
  .url({ protocol: /^https?$/, error: `Expected an http or https URL, for example ${DEFAULT_API_URL}.` })
  .refine((value) => !URL.canParse(value) || isBase(new URL(value)), {
    error: `Expected a URL without user, query and fragment, and without the name of a method: it is added to it. For example ${DEFAULT_API_URL}.`,
  });

function isBase({ username, password, search, hash, pathname }: URL): boolean {
  return [username, password, search, hash].every((part) => part === '') && !/\/[a-z]+\.\w+\/*$/.test(pathname);
}

const fields = z.strictObject({
  webhookUrl: webhookUrl.optional().meta({
    writeOnly: true,
    description: 'An incoming webhook. Either this, or "token" and "channel".',
  }),
  token: token.optional().meta({
    writeOnly: true,
    description: 'A bot token, which starts with "xoxb-": one thread for each update. Either this or "webhookUrl".',
  }),
  channel: z.string({ error: CHANNEL_EXPECTED }).min(1, CHANNEL_EXPECTED).optional().meta({
    description: 'Where to post: "#name" or an id. Required with "token"; the webhook of a Slack app ignores it.',
  }),
  username: z.string().min(1, 'Expected a name, or nothing at all.').optional().meta({
    description:
      "In place of the app's name. Needs the scope chat:write.customize; the webhook of a Slack app ignores it.",
  }),
  iconEmoji: z
    .string()
    .regex(
      /^(:[^\s:]+:(:[^\s:]+:)?|[^\s:\p{Extended_Pictographic}]+)$/u,
      'Expected the name of an emoji, for example ":rocket:".',
    )
    .transform((name) => (name.startsWith(':') ? name : `:${name}:`))
    .optional()
    .meta({ description: 'In place of the app\'s icon, for example ":rocket:". As with "username".' }),
  threads: z.boolean().optional().meta({
    default: true,
    description: 'One thread for each update, its first message edited to where the update stands. With "token" only.',
  }),
  broadcast: z.enum(BROADCASTS).optional().meta({
    default: DEFAULT_BROADCAST,
    description: 'Replies in a thread this severe or more are also shown in the channel. With "token" only.',
  }),
  apiUrl: apiUrl.optional().meta({
    default: DEFAULT_API_URL,
    description: 'Where the Web API is; for GovSlack https://slack-gov.com/api. With "token" only.',
  }),
});

/** How messages look, whichever way they are posted. */
export interface Appearance {
  readonly channel?: string | undefined;
  readonly username?: string | undefined;
  readonly iconEmoji?: string | undefined;
}

/** Posts to an incoming webhook. */
export interface WebhookConfig extends Appearance {
  readonly webhookUrl: string;
}

/** Posts with a bot token. */
export interface BotConfig extends Appearance {
  readonly token: string;
  readonly channel: string;
  readonly threads: boolean;
  readonly broadcast: Broadcast;
  /** Without a slash at the end. */
  readonly apiUrl: string;
}

export type SlackConfig = WebhookConfig | BotConfig;

/** The configuration of one Slack channel: an incoming webhook, or a bot token with a channel. */
export const configSchema = fields.transform((value, ctx): SlackConfig => {
  const refuse = (path: string[], message: string) => {
    ctx.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  };
  const { webhookUrl, token, channel, username, iconEmoji } = value;
  if (webhookUrl !== undefined) {
    if (token !== undefined)
      return refuse(['token'], 'Found beside "webhookUrl". Give one of them; "token" can do more.');
    const useless = TOKEN_ONLY.filter((key) => value[key] !== undefined);
    if (useless.length === 0) return { webhookUrl, channel, username, iconEmoji };
    return refuse(
      useless.slice(0, 1),
      'A webhook has no use for it. Remove it, or give "token" instead of "webhookUrl".',
    );
  }
  if (token === undefined)
    return refuse([], 'Give "webhookUrl" (an incoming webhook), or "token" (a bot token) and "channel".');
  if (channel === undefined || !CHANNEL.test(channel)) return refuse(['channel'], CHANNEL_EXPECTED);
  const { threads = true, broadcast = DEFAULT_BROADCAST, apiUrl = DEFAULT_API_URL } = value;
  return { token, channel, username, iconEmoji, threads, broadcast, apiUrl: apiUrl.replace(/\/+$/, '') };
});

/** Workflow Builder's addresses, which look like incoming webhooks. */
const WORKFLOW = /^https?:\/\/hooks\.slack(-gov)?\.com\/(triggers|workflows)\//;

/**
 * Nothing is said of `channel`, `username` and `iconEmoji` with a webhook, although a Slack app's webhook ignores them:
 * nobody can tell from its URL whether it is an app's or a legacy one, which honours them, and Headwind's own example for
 * production sets them. The documentation says it.
 */
export function warningsOf(config: SlackConfig): readonly string[] {
  if (!('webhookUrl' in config) || !WORKFLOW.test(config.webhookUrl)) return [];
  return [
    `The webhookUrl at ${new URL(config.webhookUrl).host} starts a workflow, which takes variables and no messages; create an incoming webhook instead.`,
  ];
}
