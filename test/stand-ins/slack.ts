import { type Fields, fieldsIn } from './fields.js';
import {
  type ServiceAnswer,
  type ServiceRequest,
  type ServiceStandIn,
  startServiceStandIn,
} from './service-stand-in.js';
import { type PostedMessage, type Refused, SlackWorkspace } from './slack-workspace.js';

const WEBHOOK_PATH = '/services/T0001ABCD/B0001ABCD/7c6a180b36896a0a8c02787e';
const TOKEN = 'xoxb-000000000000-b1946ac92492d2347c6a180b36';

/** The errors of incoming webhooks are texts with a status of their own; others are `invalid_payload`. */
const WEBHOOK_STATUS: Readonly<Record<string, number>> = { channel_not_found: 404, is_archived: 410 };

/**
 * Slack as documented: an incoming webhook into `#deployments`, and the Web API. What was posted and not deleted is what
 * it accepted.
 */
export interface SlackStandIn extends ServiceStandIn<PostedMessage> {
  readonly webhookUrl: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly workspace: SlackWorkspace;
}

export interface SlackOptions {
  /** Beyond so many messages a second it answers 429. Without it, it takes everything. */
  readonly messagesPerSecond?: number;
}

export async function startSlack(options: SlackOptions = {}): Promise<SlackStandIn> {
  const slack = new Slack(options);
  const { workspace } = slack;
  const standIn = await startServiceStandIn({
    accepted: workspace.messages,
    answer: (request) => slack.answer(request),
    bodyOf: () => '',
  });
  const { url } = standIn;
  return { ...standIn, webhookUrl: `${url}${WEBHOOK_PATH}`, apiUrl: `${url}/api`, token: TOKEN, workspace };
}

class Slack {
  readonly workspace = new SlackWorkspace();
  readonly #perSecond: number;
  #postedAt: number[] = [];

  constructor({ messagesPerSecond = Number.POSITIVE_INFINITY }: SlackOptions) {
    this.#perSecond = messagesPerSecond;
  }

  answer({ method, path, headers, body: text }: ServiceRequest): ServiceAnswer {
    if (method !== 'POST') return { status: 405, body: 'method_not_allowed' };
    const body = /^application\/json\b/.test(headers['content-type'] ?? '') ? fieldsIn(text) : undefined;
    if (path === WEBHOOK_PATH) return this.#webhookAnswer(body);
    if (path.startsWith('/services/')) return { status: 404, body: 'no_service' };
    if (!path.startsWith('/api/')) return { status: 404, body: 'not found' };
    if (headers.authorization === undefined) return apiAnswer({ error: 'not_authed' });
    if (headers.authorization !== `Bearer ${TOKEN}`) return apiAnswer({ error: 'invalid_auth' });
    if (body === undefined) return apiAnswer({ error: 'invalid_json' });
    if (path === '/api/chat.update') return apiAnswer(this.workspace.update(body));
    if (path !== '/api/chat.postMessage') return apiAnswer({ error: 'unknown_method' });
    if (this.#isTooMuch()) return { status: 429, retryAfter: 1, body: { ok: false, error: 'ratelimited' } };
    return apiAnswer(this.workspace.post(body));
  }

  /** The webhook of an app: it has one channel, and its name and icon are the app's. */
  #webhookAnswer(body: Fields | undefined): ServiceAnswer {
    if (body === undefined) return { status: 400, body: 'invalid_payload' };
    if (this.#isTooMuch()) {
      return { status: 429, retryAfter: 1, body: { retry_after: 1, ok: false, error: 'rate_limited' } };
    }
    const { text, blocks } = body;
    const posted = this.workspace.post({ channel: '#deployments', text, blocks });
    if (!('error' in posted)) return { status: 200, body: 'ok' };
    const status = WEBHOOK_STATUS[posted.error];
    if (status === undefined) return { status: 400, body: 'invalid_payload' };
    return { status, body: posted.error === 'is_archived' ? 'channel_is_archived' : posted.error };
  }

  #isTooMuch(): boolean {
    const now = performance.now();
    this.#postedAt = this.#postedAt.filter((at) => at > now - 1_000);
    if (this.#postedAt.length >= this.#perSecond) return true;
    this.#postedAt.push(now);
    return false;
  }
}

function apiAnswer(result: PostedMessage | Refused): ServiceAnswer {
  if (!('error' in result)) {
    return { status: 200, body: { ok: true, channel: result.channel, ts: result.ts, message: { text: result.text } } };
  }
  const { error, details } = result;
  return { status: 200, body: { ok: false, error, ...(details && { response_metadata: { messages: details } }) } };
}
