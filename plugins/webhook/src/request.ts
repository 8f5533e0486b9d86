import { createRequire } from 'node:module';
import type { HeadwindEvent, RequestPreview } from '@headwind/plugin-api';
import type { WebhookConfig } from './config.js';
import { createMessageWriter } from './message.js';
import { createSigner } from './signature.js';

const { version }: { version: string } = createRequire(import.meta.url)('../package.json');

/** What one attempt sends. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** The specification's payload, or a CloudEvent around it, byte for byte what is signed. */
  readonly body: string;
}

/** What is told of one attempt. */
export interface AttemptNote {
  /** The delivery's id, the same at every attempt. */
  readonly id: string;
  readonly number: number;
  /** When the attempt is made, in milliseconds since the epoch. */
  readonly at: number;
}

/** Prepares what every request has in common once, and makes the requests. */
export function createRequestWriter(config: WebhookConfig) {
  const sign = createSigner(config.secrets);
  const writeMessage = createMessageWriter(config.cloudEvents);
  const fixed = fixedHeaders(config.headers);
  return (event: HeadwindEvent, attempt: AttemptNote): WebhookRequest => {
    const { body, headers: described } = writeMessage(event);
    const timestamp = String(Math.floor(attempt.at / 1000));
    const headers: Record<string, string> = {
      ...described,
      ...fixed,
      'X-Headwind-Event': event.kind,
      'X-Headwind-Attempt': String(attempt.number),
      'webhook-id': attempt.id,
      'webhook-timestamp': timestamp,
    };
    if (sign !== undefined) Object.assign(headers, sign({ id: attempt.id, timestamp, body }));
    return { headers, body };
  };
}

/**
 * The first attempt as a person may see it: what depends on a secret or on the time is a placeholder. A true signature
 * is left out as well, because it lets anybody who sees it try out weak secrets.
 */
export function previewRequest(config: WebhookConfig, channel: string, event: HeadwindEvent): RequestPreview {
  const { body, headers } = createMessageWriter(config.cloudEvents)(event);
  const blanked = Object.fromEntries(Object.keys(config.headers).map((name) => [name, '[secret]']));
  return {
    method: 'POST',
    url: new URL(config.url).host,
    headers: {
      ...headers,
      ...fixedHeaders(blanked),
      'X-Headwind-Event': event.kind,
      'X-Headwind-Attempt': '1',
      'webhook-id': `${event.id}/${channel}`,
      'webhook-timestamp': '<seconds>',
      ...(config.secrets.length > 0 && {
        'X-Headwind-Signature': 'sha256=<hex>',
        'webhook-signature': config.secrets.map(() => 'v1,<base64>').join(' '),
      }),
    },
    body,
  };
}

function fixedHeaders(configured: WebhookConfig['headers']): Record<string, string> {
  const ownAgent = Object.keys(configured).some((name) => name.toLowerCase() === 'user-agent');
  return {
    ...(!ownAgent && { 'user-agent': `Headwind-Notifications/${version}` }),
    ...configured,
  };
}
