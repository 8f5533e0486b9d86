/** What Slack's error codes mean for a delivery. */
export interface SlackCode {
  readonly outcome: 'rejected' | 'retried' | 'throttled';
  /** What to do, in one or two sentences. */
  readonly advice: string;
}

const NEW_WEBHOOK = 'The webhook URL is invalid, has expired or was revoked. Recreate the webhook in Slack.';
const NEW_TOKEN = 'Install the app again and configure its new bot token.';
const JOIN = 'Invite the app to the channel (`/invite @<app>`).';
const POLICY = 'Ask an administrator of the workspace to let the app post there, or configure another channel.';
const REPORT =
  'Slack refuses the form of the message. Report it with the kind of event; if there are templates, try without.';
const WAIT = 'Nothing: Slack has trouble of its own.';
const SLOW = 'Nothing: the channel waits as long as Slack asks for.';
const NOT_EDITED = 'Nothing: replies still arrive, but the first message stays as it is.';
const THREAD_GONE =
  'Nothing: the message was deleted or takes no more replies, and a new thread is opened in its place.';

const rejected = (advice: string): SlackCode => ({ outcome: 'rejected', advice });
const retried = (advice: string): SlackCode => ({ outcome: 'retried', advice });
const throttled = (advice: string): SlackCode => ({ outcome: 'throttled', advice });

/**
 * The errors of incoming webhooks and of `chat.postMessage` and `chat.update` that somebody may meet, as
 * docs.slack.dev lists them. `docs/how-to/slack.md` shows the same table; a test compares them.
 */
export const SLACK_CODES: Readonly<Record<string, SlackCode>> = {
  // Where to
  channel_not_found: rejected(
    'There is no such channel, or it is private and the app is not in it. Correct `channel`; in a private channel, `/invite @<app>`.',
  ),
  not_in_channel: rejected(`${JOIN} For public channels the scope \`chat:write.public\` does as well.`),
  is_archived: rejected('The channel is archived. Unarchive it, or configure another one.'),
  channel_is_archived: rejected('The channel is archived. Unarchive it, or configure another one.'),
  user_not_found: rejected('`channel` names a person who does not exist or left. Correct it.'),
  action_prohibited: rejected(`The workspace does not let this webhook post. ${POLICY}`),
  posting_to_general_channel_denied: rejected(`Only some may post to this channel. ${POLICY}`),
  no_permission: rejected(JOIN),
  restricted_action: rejected(POLICY),
  restricted_action_read_only_channel: rejected(POLICY),
  restricted_action_thread_only_channel: rejected(POLICY),
  restricted_action_non_threadable_channel: rejected('The channel takes no threads. Set `threads: false`.'),
  restricted_action_thread_locked: rejected(THREAD_GONE),

  // Who
  no_service: rejected(NEW_WEBHOOK),
  no_active_hooks: rejected(NEW_WEBHOOK),
  no_team: rejected(NEW_WEBHOOK),
  team_disabled: rejected('The workspace is disabled. Configure another one.'),
  invalid_token: rejected(NEW_WEBHOOK),
  invalid_auth: rejected(`The token is wrong, or not allowed from this address. ${NEW_TOKEN}`),
  not_authed: rejected(`No token arrived; see whether a proxy drops the header Authorization. ${NEW_TOKEN}`),
  account_inactive: rejected(`The app was removed from the workspace. ${NEW_TOKEN}`),
  token_revoked: rejected(`The token was revoked. ${NEW_TOKEN}`),
  token_expired: rejected(
    'The token has expired. Turn token rotation off for the app and configure its new bot token.',
  ),
  not_allowed_token_type: rejected('Configure the bot token, which starts with `xoxb-`.'),
  missing_scope: rejected(
    'Add the scope under "OAuth & Permissions" and install the app again: `chat:write` to post, `chat:write.customize` for `username` and `iconEmoji`.',
  ),
  access_denied: rejected(POLICY),
  ekm_access_denied: rejected('Administrators have suspended posting. Ask them.'),
  enterprise_is_restricted: rejected(POLICY),
  team_access_not_granted: rejected('The app is not approved for this workspace. Ask an administrator to add it.'),

  // What
  invalid_payload: rejected(REPORT),
  invalid_blocks: rejected(REPORT),
  invalid_blocks_format: rejected(REPORT),
  invalid_arguments: rejected(REPORT),
  msg_too_long: rejected(REPORT),
  msg_blocks_too_long: rejected(REPORT),
  no_text: rejected(REPORT),
  too_many_attachments: rejected(REPORT),

  // Threads
  message_not_found: rejected(THREAD_GONE),
  thread_not_found: rejected(THREAD_GONE),
  cannot_reply_to_message: rejected(THREAD_GONE),
  cant_update_message: rejected(NOT_EDITED),
  edit_window_closed: rejected(`The workspace does not let messages be edited after some time. ${NOT_EDITED}`),

  // Later
  ratelimited: throttled(SLOW),
  rate_limited: throttled(SLOW),
  message_limit_exceeded: retried('The workspace sends too many messages. If it lasts, ask its administrators.'),
  internal_error: retried(WAIT),
  fatal_error: retried(WAIT),
  rollup_error: retried(WAIT),
  service_unavailable: retried(WAIT),
  request_timeout: retried(WAIT),
  team_added_to_org: retried('Nothing: the workspace is being moved into an organisation.'),
  org_login_required: retried('Nothing: the workspace is being moved into an organisation.'),
};

/**
 * What a reply in a thread, or the edit of its first message, is answered when there is nothing to reply to or to edit any
 * more: the message was deleted or locked, the channel takes no threads, or it is gone and another may have its name. A new
 * thread is the way out.
 */
export const THREAD_GONE_CODES: ReadonlySet<string> = new Set([
  'message_not_found',
  'thread_not_found',
  'cannot_reply_to_message',
  'restricted_action_thread_locked',
  'restricted_action_non_threadable_channel',
  'channel_not_found',
  'is_archived',
]);

/** What Slack answers where it does not know the app or the webhook, or does not allow it anything: those under "Who". */
export const CREDENTIAL_CODES: ReadonlySet<string> = new Set([
  'no_service',
  'no_active_hooks',
  'no_team',
  'team_disabled',
  'invalid_token',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
  'access_denied',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'team_access_not_granted',
]);
