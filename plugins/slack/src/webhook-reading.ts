import { credentialParts, delivered, type HttpReply, type Outcome } from '@headwind/plugin-api';
import { SLACK_CODES } from './codes.js';
import { codeOf, createRefusalReader, jsonObject, notSlacks } from './refusal.js';

/** What an incoming webhook answers, as an outcome. Messages name the webhook by its host alone. */
export function createWebhookReader(webhookUrl: string): (reply: HttpReply) => Outcome {
  const url = new URL(webhookUrl);
  const refuse = createRefusalReader(url.host, credentialParts(url));
  // Slack itself always says "ok"; a relay, or what takes Slack's messages in its place, may say nothing.
  const isSlacks = /(^|\.)slack(-gov)?\.com$/.test(url.hostname);
  return (reply) => {
    const text = reply.text.trim();
    const json = jsonObject(text);
    const otherwise = adviceFor(reply.status);
    if (json?.ok === false) return refuse(reply, { code: codeOf(json), otherwise });
    if (reply.status < 200 || reply.status >= 300) return refuse(reply, { code: text, otherwise });
    if (text === 'ok' || json?.ok === true || (text === '' && !isSlacks)) return delivered();
    return notSlacks(url.host, reply, 'See whether a proxy or firewall stands between, and check `webhookUrl`.');
  };
}

function adviceFor(status: number): string {
  if (status >= 300 && status < 400) return 'That is a redirect, and redirects are not followed. Check `webhookUrl`.';
  if ([401, 403, 404, 410].includes(status)) return SLACK_CODES.no_service?.advice ?? '';
  return 'Look the answer up at https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.';
}
