import {
  blankOut,
  credentialParts,
  type FailureReason,
  type HttpReply,
  type Outcome,
  outcomeOf,
  reasonOfStatus,
  rejected,
} from '@headwind/plugin-api';
import { CLOUDEVENT_MEDIA_TYPE } from './cloud-event.js';
import type { WebhookConfig } from './config.js';

/** With a true signature and the body, anybody can try out weak secrets. */
const SIGNATURE_HEADERS = ['X-Headwind-Signature', 'webhook-signature'];

/**
 * Turns the receiver's answer to a request with these headers into an outcome. Messages name the receiver by its host
 * alone.
 */
export type ReplyReader = (reply: HttpReply, sent: Readonly<Record<string, string>>) => Outcome;

export function createReplyReader(config: WebhookConfig): ReplyReader {
  const url = new URL(config.url);
  // Of `Bearer <token>` a receiver may repeat the token alone.
  const headers = Object.values(config.headers).flatMap((value) => [value, ...value.split(' ').slice(1)]);
  const unquotable = [...credentialParts(url), ...config.secrets, ...headers];
  return (reply, sent) => {
    const { status } = reply;
    if (status >= 200 && status < 300) return outcomeOf(reply);
    const advice = adviceFor(reply, url, config);
    if (advice !== undefined) return rejected(`HTTP ${status} from ${url.host}: ${advice}`, effectOf(status));
    const signatures = SIGNATURE_HEADERS.flatMap((name) => (sent[name] ?? '').split(' ')).filter(Boolean);
    const text = blankOut(reply.text, [...signatures, ...unquotable]);
    return outcomeOf({ status, text, header: (name) => reply.header(name) });
  };
}

/** Standard Webhooks: the receiver wants nothing more. */
function effectOf(status: number): { disableChannel?: boolean; reason: FailureReason } {
  return { reason: reasonOfStatus(status), ...(status === 410 && { disableChannel: true }) };
}

/** What to do about the answers that need somebody's hand. */
function adviceFor(reply: HttpReply, url: URL, { secrets, cloudEvents }: WebhookConfig): string | undefined {
  const { status } = reply;
  if (status >= 300 && status < 400) {
    return `it answers with a redirect${targetOf(reply, url)}, and redirects are not followed. Configure the final URL.`;
  }
  switch (status) {
    case 401:
    case 403:
      return secrets.length > 0
        ? 'it refuses the signature or the credentials. Check that both sides have the same secret (in UTF-8), that nothing on the way changes the body, and what it expects in "headers".'
        : 'it wants a signature or credentials. Give its secret under "secrets", or its credentials under "headers".';
    case 404:
      return 'it knows no such address. Check the path of the configured URL, and that it has not expired.';
    case 410:
      return 'it wants no more events. The channel is disabled until it is resumed or the host restarts. Remove it from the configuration, or give its new URL.';
    case 415:
      return cloudEvents?.mode === 'structured'
        ? `it does not take ${CLOUDEVENT_MEDIA_TYPE}. Set "mode" of "cloudEvents" to binary, or remove "cloudEvents" where it takes none.`
        : 'it does not take application/json. Check that the configured URL is meant for webhooks.';
    default:
      return undefined;
  }
}

/** Where a redirect leads: no more than its host, as its path may carry a secret. */
function targetOf(reply: HttpReply, url: URL): string {
  const location = reply.header('location') ?? '';
  if (location === '' || !URL.canParse(location, url.href)) return '';
  const target = new URL(location, url);
  return ` to ${target.host} over ${target.protocol.slice(0, -1)}`;
}
